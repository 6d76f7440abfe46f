import { afterEach, expect, test } from 'vitest';
import { eventually, RawHost } from '../../../../test/emulator/raw-host.ts';
import { readPaper } from '../../../../test/paper/read-paper.ts';
import { silentLog } from '../../log.ts';
import { EmulatedPrinter } from '../index.ts';

const printers: EmulatedPrinter[] = [];
afterEach(async () => {
  await Promise.all(printers.splice(0).map((printer) => printer.stop()));
});

async function printerAndHost(expandedStatus = false): Promise<{ printer: EmulatedPrinter; host: RawHost }> {
  const shared = { host: '127.0.0.1', port: 0, log: silentLog, now: () => 1, onChange: () => {} };
  const printer = new EmulatedPrinter({ ...shared, language: 'star' });
  printers.push(printer);
  printer.setBehaviour({ expandedStatus });
  await printer.start();
  const host = await RawHost.connect(printer.port);
  await eventually(() => printer.connected, 'the host is connected');
  return { printer, host };
}

const CUT = '1b 64 01';
const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex');

test('text in its styles, a symbol and a picture come out as they were meant', async () => {
  const { printer, host } = await printerAndHost();
  const qr = `1b 1d 79 53 32 05 1b 1d 79 53 31 01 1b 1d 79 44 31 00 04 00 ${hex('E=mc')} 1b 1d 79 50`;
  host.write(
    `1b 40 1b 1d 74 04 ${hex('Plain \xd5')}0a 1b 45 ${hex('Bold')} 1b 46 0a 1b 69 01 00 ${hex('Tall')}0a 1b 69 00 00`,
  );
  host.write(`1b 1d 61 01 ${hex('Mid')}0a 1b 1d 61 00 ${qr} 1b 1d 53 01 01 00 02 00 00 81 ff ${CUT}`);
  await eventually(() => printer.papers().length === 1, 'the sheet');
  expect(printer.papers()[0]?.text).toEqual(['Plain €', 'Bold', 'Tall', `${' '.repeat(22)}Mid`]);
  const paper = readPaper(printer.papers()[0]!.png);
  expect(paper.rows.slice(0, 3)).toEqual(['Plain €', 'Bold', 'Tall']);
  expect(paper.qr).toBe('E=mc');
  expect(printer.notes).toEqual([]);
});

test('it says how it is at once, bare on a serial line and with a length on a network', async () => {
  const { printer, host } = await printerAndHost();
  host.write('1b 06 01');
  expect(await host.take(9)).toBe('23 06 00 00 00 00 00 00 00');
  printer.setState({ paper: 'out', cover: 'open' });
  host.write(`${hex('waits')}0a 1b 06 01`);
  expect(await host.take(9)).toBe('23 06 28 00 00 0c 00 00 00');
  printer.setBehaviour({ expandedStatus: true });
  host.write('05 1b 06 01');
  expect(await host.take(19)).toBe('23 86 28 00 00 0c 00 00 00 00 08 30 31 3a 42 00 01 2c 3b');
  expect(await host.take(11)).toBe('23 86 28 00 00 0c 00 00 00 00 00');
});

test('changes are told unasked on a network, and on a serial line where that was asked for', async () => {
  const { printer, host } = await printerAndHost();
  printer.setState({ cover: 'open' });
  printer.setState({ cover: 'closed' });
  host.write('1b 1e 61 01');
  expect(await host.take(9)).toBe('23 06 00 00 00 00 00 00 00');
  printer.setState({ paper: 'nearEnd' });
  expect(await host.take(9)).toBe('23 06 00 00 00 04 00 00 00');
});

test('ETB is counted, and the end of a print is told, once what stands before them is on paper', async () => {
  const { printer, host } = await printerAndHost();
  host.write('1b 1e 61 01');
  await host.take(9);
  printer.setState({ cover: 'open' });
  await host.take(9);
  host.write(`${hex('Line')}0a ${CUT} 17 1b 1d 03 01 2a 1f`);
  await eventually(() => printer.waitingBytes > 0, 'the job waits');
  printer.setState({ cover: 'closed' });
  expect(await host.take(9)).toBe('23 06 00 00 00 00 00 00 00');
  expect(await host.take(9)).toBe('23 06 02 00 00 00 00 02 00');
  expect(await host.take(8)).toBe('1b 1d 03 01 2a 1f 01 00');
  expect(printer.papers()).toHaveLength(1);
  printer.setBehaviour({ expandedStatus: true });
  host.write('1b 1d 03 00 01 02');
  expect(await host.take(26)).toBe('23 86 02 00 00 00 00 02 00 00 0f 32 30 3a 42 00 08 1b 1d 03 00 01 02 01 00 3b');
});

test('CAN throws away what waits and sets the count of ETB back, but not from within the data of a command', async () => {
  const { printer, host } = await printerAndHost();
  host.write('17 1b 1d 03 00 01 02');
  await host.take(8);
  printer.setState({ offline: true });
  host.write(`${hex('lost')}0a`);
  await eventually(() => printer.waitingBytes > 0, 'the line waits');
  host.write(`18 ${hex('kept')}0a 1b 1d 53 01 01 00 01 00 00 18 ${CUT}`);
  await eventually(() => printer.waitingBytes === 18, 'only what came after CAN waits');
  printer.setState({ offline: false });
  expect(printer.papers().map(({ text }) => text)).toEqual([['kept']]);
  host.write('1b 06 01');
  expect(await host.take(9)).toBe('23 06 00 00 00 00 00 00 00');
});

test('a drawer is kicked by BEL in its turn and by FS at once', async () => {
  const { printer, host } = await printerAndHost();
  host.write('1b 07 14 14 07');
  await eventually(() => printer.state.drawer === 'open', 'the drawer is open');
  printer.setState({ drawer: 'closed', offline: true });
  host.write('1c');
  await eventually(() => printer.state.drawer === 'open', 'the drawer is open again');
});

test('a jammed cutter stops the printer at the cut; without power it forgets what it had not printed', async () => {
  const { printer, host } = await printerAndHost();
  printer.setState({ cutter: 'jammed' });
  host.write(`${hex('One')}0a ${CUT} 1b 06 01`);
  expect(await host.take(9)).toMatch(/23 06 0[08] 0[08] 00 00 00 00 00/);
  await eventually(() => printer.state.error === 'cutter', 'the cutter is stuck');
  host.write('1b 06 01');
  expect(await host.take(9)).toBe('23 06 08 08 00 00 00 00 00');
  printer.unplug();
  await host.closed();
  expect(printer.waitingBytes).toBe(0);
});

test('hostile bytes leave a printer that still prints', async () => {
  const { printer, host } = await printerAndHost();
  host.write(Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7919 + (index >> 5)) & 0xff)));
  host.write(Buffer.alloc(200_000, 0));
  host.write(`18 1b 40 0a ${CUT} ${hex('still here')}0a ${CUT}`);
  await eventually(() => printer.papers().at(-1)?.text.at(-1) === 'still here', 'the last sheet');
  expect(printer.notes.length).toBeLessThanOrEqual(100);
}, 20_000);
