import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { eventually, RawHost } from '../../../test/emulator/raw-host.ts';
import { readPaper } from '../../../test/paper/read-paper.ts';
import { silentLog } from '../log.ts';
import { EmulatedPrinter } from './index.ts';

const printers: EmulatedPrinter[] = [];
afterEach(async () => {
  await Promise.all(printers.splice(0).map((printer) => printer.stop()));
});

async function printerAndHost(directory?: string): Promise<{ printer: EmulatedPrinter; host: RawHost }> {
  const kept = directory === undefined ? {} : { directory };
  const printer = new EmulatedPrinter({
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    now: () => 1,
    onChange: () => {},
    ...kept,
  });
  printers.push(printer);
  await printer.start();
  return { printer, host: await hostOf(printer) };
}

async function hostOf(printer: EmulatedPrinter): Promise<RawHost> {
  const host = await RawHost.connect(printer.port);
  await eventually(() => printer.connected, 'the host is connected');
  return host;
}

const CUT = '1d 56 00';
const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex');
const texts = (printer: EmulatedPrinter) => printer.papers().map(({ text }) => text);

test('each cut makes a sheet, and the sheet says what was printed', async () => {
  const { printer, host } = await printerAndHost();
  host.write(`1b 40 ${hex('One\n')} ${CUT} ${hex('Two\n')} 1d 56 42 10`);
  await eventually(() => printer.papers().length === 2, 'two sheets');
  expect(texts(printer)).toEqual([['One'], ['Two']]);
  expect(printer.papers().map(({ number }) => number)).toEqual([1, 2]);
  expect(printer.papers().map(({ png }) => readPaper(png).rows)).toEqual([['One'], ['Two']]);
});

test('a cut on blank paper makes no sheet', async () => {
  const { printer, host } = await printerAndHost();
  host.write(`0a 0a ${CUT} ${hex('One\n')} ${CUT}`);
  await eventually(() => printer.papers().length > 0, 'a sheet');
  expect(texts(printer)).toEqual([['One']]);
});

test('the sheet still in the printer can be looked at', async () => {
  const { printer, host } = await printerAndHost();
  expect(printer.currentPaper()).toBeUndefined();
  host.write(hex('Half\n'));
  await eventually(() => printer.progress !== undefined, 'something is printed');
  expect(printer.currentPaper()).toMatchObject({ number: 1, text: ['Half'] });
  expect(printer.progress).toEqual({ rows: 30, lines: 1 });
});

test('real-time status is answered at once, also out of paper and in the middle of a job', async () => {
  const { printer, host } = await printerAndHost();
  host.write('10 04 01 10 04 02 10 04 03 10 04 04');
  expect(await host.take(4)).toBe('16 12 12 12');
  printer.setState({ paper: 'out' });
  host.write(`${hex('waits\n')} 10 04 01 10 04 04`);
  expect(await host.take(2)).toBe('1e 7e');
  expect(printer.waitingBytes).toBe(12);
});

test('a host that asks for automatic status is told of every change it asked for', async () => {
  const { printer, host } = await printerAndHost();
  host.write('1d 61 0a');
  expect(await host.take(4)).toBe('14 00 00 0f');
  printer.setState({ drawer: 'open' });
  printer.setState({ paper: 'nearEnd' });
  expect(await host.take(4)).toBe('10 00 03 0f');
  printer.setState({ cover: 'open' });
  expect(await host.take(4)).toBe('38 00 03 0f');
  printer.setState({ cover: 'closed' });
  await host.take(4);
  host.write('1b 40 10 04 01');
  expect(await host.take(1)).toBe('12');
  printer.setState({ paper: 'ok' });
  host.write('10 04 04');
  expect(await host.take(1)).toBe('12');
});

test('automatic status ends with the connection', async () => {
  const { printer, host } = await printerAndHost();
  host.write('1d 61 ff');
  await host.take(4);
  host.destroy();
  await eventually(() => !printer.connected, 'the host is gone');
  const next = await hostOf(printer);
  printer.setState({ paper: 'nearEnd' });
  next.write('10 04 04');
  expect(await next.take(1)).toBe('1e');
});

test('GS r, GS I and the process id are answered in their turn, after what stands before them', async () => {
  const { printer, host } = await printerAndHost();
  host.write('1d 72 01 1d 49 43');
  expect(await host.take(14)).toBe(`00 5f ${hex('EMULATED 80').replace(/(..)(?=.)/g, '$1 ')} 00`);
  printer.setState({ cover: 'open' });
  host.write(`${hex('Line\n')} ${CUT} 1d 28 48 06 00 30 30 4a 4f 42 31 10 04 01`);
  expect(await host.take(1)).toBe('1e');
  printer.setState({ cover: 'closed' });
  expect(await host.take(7)).toBe('37 22 4a 4f 42 31 00');
  expect(printer.papers()).toHaveLength(1);
});

test('paper that runs out in the middle stops the job, and the rest comes on the new roll', async () => {
  const { printer, host } = await printerAndHost();
  printer.setBehaviour({ rowsLeft: 60 });
  host.write(`${hex('1\n2\n3\n4\n')} ${CUT} 10 04 04`);
  expect(await host.take(1)).toMatch(/12|1e|7e/);
  await eventually(() => printer.state.paper === 'out', 'the paper is out');
  expect(texts(printer)).toEqual([['1', '2']]);
  printer.setState({ paper: 'ok' });
  expect(texts(printer)).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('or the rest is lost, where the printer is set so', async () => {
  const { printer, host } = await printerAndHost();
  printer.setBehaviour({ rowsLeft: 60, whenPaperReturns: 'discardRest' });
  host.write(`${hex('1\n2\n3\n')} ${CUT}`);
  await eventually(() => printer.state.paper === 'out' && printer.waitingBytes > 0, 'the paper is out');
  printer.setState({ paper: 'ok' });
  host.write(`${hex('next\n')} ${CUT}`);
  await eventually(() => printer.papers().length === 2, 'the next job');
  expect(texts(printer)).toEqual([['1', '2'], ['next']]);
});

test('a jammed cutter stops the printer at the cut until it is cleared', async () => {
  const { printer, host } = await printerAndHost();
  printer.setState({ cutter: 'jammed' });
  host.write(`${hex('One\n')} ${CUT}`);
  await eventually(() => printer.state.error === 'cutter', 'the cutter is stuck');
  host.write('10 04 03 10 04 02');
  expect(await host.take(2)).toBe('1a 52');
  printer.setState({ cutter: 'ok' });
  host.write(CUT);
  await eventually(() => printer.papers().length === 1, 'the sheet');
  expect(texts(printer)).toEqual([['One']]);
});

test('DLE ENQ 2 and DLE DC4 8 throw away what waits', async () => {
  const { printer, host } = await printerAndHost();
  printer.setState({ offline: true });
  host.write(hex('lost\n'));
  await eventually(() => printer.waitingBytes > 0, 'bytes wait');
  host.write('10 14 08 01 03 14 01 06 02 08');
  await eventually(() => printer.waitingBytes === 10, 'only the request itself is left');
  host.write('10 05 02');
  await eventually(() => printer.waitingBytes === 3, 'only the request itself is left');
  printer.setState({ offline: false });
  host.write(`${hex('kept\n')} ${CUT}`);
  await eventually(() => printer.papers().length === 1, 'the sheet');
  expect(texts(printer)).toEqual([['kept']]);
});

test('a busy printer answers status and prints nothing; a silent one answers nothing and prints', async () => {
  const { printer, host } = await printerAndHost();
  printer.setBehaviour({ busy: true });
  host.write(`${hex('One\n')} ${CUT} 10 04 01`);
  expect(await host.take(1)).toBe('16');
  expect(printer.papers()).toHaveLength(0);
  printer.setBehaviour({ busy: false, silent: true });
  host.write('10 04 01 1d 61 ff');
  await eventually(() => printer.papers().length === 1, 'the sheet');
  await eventually(() => printer.waitingBytes === 0, 'all is taken');
  expect(host.waiting).toHaveLength(0);
});

test('the line drops after so many bytes, and what came before them is printed', async () => {
  const { printer, host } = await printerAndHost();
  printer.dropAfter(6);
  host.write(`${hex('One\nTwo\n')} ${CUT}`);
  await host.closed();
  expect(printer.currentPaper()?.text).toEqual(['One']);
  const again = await hostOf(printer);
  again.write(`${hex('o again\n')} ${CUT}`);
  await eventually(() => printer.papers().length === 1, 'the sheet');
  expect(texts(printer)).toEqual([['One', 'Two again']]);
});

test('without power it forgets what it had not printed', async () => {
  const { printer, host } = await printerAndHost();
  printer.setState({ offline: true });
  host.write(hex('lost\n'));
  await eventually(() => printer.waitingBytes > 0, 'bytes wait');
  printer.unplug();
  await host.closed();
  await printer.plug();
  printer.setState({ offline: false });
  (await hostOf(printer)).write(`${hex('kept\n')} ${CUT}`);
  await eventually(() => printer.papers().length === 1, 'the sheet');
  expect(texts(printer)).toEqual([['kept']]);
});

test('a drawer is kicked by ESC p and at once by DLE DC4', async () => {
  const { printer, host } = await printerAndHost();
  host.write('1b 70 00 19 fa');
  await eventually(() => printer.state.drawer === 'open', 'the drawer is open');
  printer.setState({ drawer: 'closed', offline: true });
  host.write('10 14 01 00 01');
  await eventually(() => printer.state.drawer === 'open', 'the drawer is open again');
});

test('hostile bytes leave a printer that still prints', async () => {
  const { printer, host } = await printerAndHost();
  const noise = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7919 + (index >> 5)) & 0xff));
  host.write(noise);
  host.write(Buffer.alloc(3_000_000, 0));
  host.write(`10 14 08 01 03 14 01 06 02 08 1b 40 0a ${CUT} ${hex('still here\n')} ${CUT}`);
  await eventually(() => printer.papers().at(-1)?.text.at(-1) === 'still here', 'the last sheet');
  expect(printer.notes.length).toBeLessThanOrEqual(100);
  expect(printer.papers().length).toBeLessThanOrEqual(200);
}, 20_000);

test('sheets are also written to disk, and numbers go on where they stopped', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'papers-'));
  try {
    for (const number of [1, 2]) {
      const { printer, host } = await printerAndHost(directory);
      host.write(`${hex(`Sheet ${number}\n`)} ${CUT}`);
      await eventually(() => printer.papers().length === 1, 'the sheet');
      await printer.stop();
    }
    expect((await readdir(directory)).sort()).toEqual(['paper-0001.png', 'paper-0002.png']);
    expect(readPaper(await readFile(join(directory, 'paper-0002.png'))).rows).toEqual(['Sheet 2']);
  } finally {
    await rm(directory, { recursive: true });
  }
});
