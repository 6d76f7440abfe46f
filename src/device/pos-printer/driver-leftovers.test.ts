import { expect, test } from 'vitest';
import type { PrintOutcome } from '../../workstation/ports/device.ts';
import { ManualTime, settle } from '../rehearsal/manual-time.ts';
import { SALE } from '../rehearsal/sale.ts';
import { Wire } from '../rehearsal/wire.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { PosPrinterDriver } from './driver.ts';
import { posPrinterProfileSchema } from './profile.ts';

const CLEAR = '10140801031401060208';
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A printer on a wire that answers what it is told to, and what it was sent, one write a line. */
async function rig(status: object) {
  const time = new ManualTime();
  const wire = new Wire();
  const profile = posPrinterProfileSchema.parse({
    version: 1,
    category: 'posPrinter',
    language: 'esc-pos',
    vendor: 'Any',
    model: 'Any',
    status: { automatic: false, ...status },
  });
  const log = { info: () => undefined, warn: () => undefined };
  const driver = new PosPrinterDriver({ id: 'printer-1', profile, clock: time, timers: time, log });
  const device = { id: 'printer-1', category: 'posPrinter' as const, profile: 'any', transport: wire, driver };
  const supervisor = createSupervisor([{ ...device, handshakeMs: 1500, heartbeat: null }], {
    clock: time,
    timers: time,
    random: () => 0,
    log,
  });
  const answers = { status: true, paper: 0x12 };
  wire.answer = (bytes) => {
    if (bytes[0] !== 0x10 || bytes[1] !== 0x04 || !answers.status) return;
    const byte = bytes[2] === 4 ? answers.paper : 0x12;
    queueMicrotask(() => wire.say([byte]));
  };
  supervisor.start();
  await time.advance(100);
  let jobs = 0;
  const print = () => {
    const outcome: { value: PrintOutcome | null } = { value: null };
    const job = { id: `job-${jobs++}`, document: SALE, expiresAt: time.monotonic() + 60_000 };
    void driver
      .print(job, () => undefined)
      .then((value) => {
        outcome.value = value;
      });
    return outcome;
  };
  const sent = () => wire.written.map(hex);
  const jobsSent = () => sent().filter((each) => each.startsWith('1b40')).length;
  return { time, wire, supervisor, answers, print, sent, jobsSent };
}

test('nothing is sent to a printer that empties its buffer until it says that it has', async () => {
  const { time, wire, answers, print, sent, jobsSent } = await rig({ completion: 'processId', clearsBuffer: true });
  const spoilt = print();
  await time.advance(100);
  answers.paper = 0x7e;
  await time.advance(1000);
  expect(spoilt.value).toEqual({ kind: 'unknown', cause: 'paperOut' });
  expect(sent().at(-1)).toBe(CLEAR);
  answers.paper = 0x12;
  print();
  await time.advance(100);
  expect(sent().at(-1)).toBe(CLEAR);
  wire.say([0x37, 0x25, 0x00]);
  await time.advance(100);
  expect(jobsSent()).toBe(2);
});

test('a line that is lost in the middle of a job: the buffer is emptied before the first word on the next one', async () => {
  const { time, wire, print, sent, supervisor } = await rig({ completion: 'processId', clearsBuffer: true });
  const spoilt = print();
  await time.advance(100);
  const before = sent().length;
  wire.cut();
  await time.advance(200);
  expect(spoilt.value).toEqual({ kind: 'unknown', cause: 'offline' });
  expect(sent().slice(before)).toEqual([CLEAR]);
  wire.cut();
  await time.advance(1000);
  wire.say([0x37, 0x25, 0x00]);
  await time.advance(100);
  expect(sent().slice(before, before + 3)).toEqual([CLEAR, CLEAR, '100401']);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'ready' });
  wire.cut();
  await time.advance(1000);
  expect(sent().filter((each) => each === CLEAR)).toHaveLength(2);
});

test('a printer that does not answer to being emptied is used all the same', async () => {
  const { time, wire, print, supervisor } = await rig({ completion: 'processId', clearsBuffer: true });
  print();
  await time.advance(100);
  wire.cut();
  await time.advance(1200);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'ready' });
});

test('the end of an earlier job, told late, does not confirm the next one', async () => {
  const { time, wire, answers, print } = await rig({ completion: 'paperStatus' });
  const spoilt = print();
  await time.advance(100);
  answers.paper = 0x7e;
  await time.advance(1000);
  expect(spoilt.value).toEqual({ kind: 'unknown', cause: 'paperOut' });
  answers.paper = 0x12;
  const next = print();
  await time.advance(100);
  wire.say([0x00]);
  await time.advance(100);
  expect(next.value).toBeNull();
  wire.say([0x00]);
  await time.advance(100);
  expect(next.value).toEqual({ kind: 'printed' });
});

test("an answer to a question before a trouble is not taken for the next job's first answer", async () => {
  const { time, wire, answers, print, jobsSent } = await rig({ completion: 'processId', automatic: true });
  print();
  await time.advance(100);
  answers.status = false;
  await time.advance(950);
  // In the middle of a poll the cover is opened, and closed again.
  wire.say([0x3c, 0x00, 0x00, 0x0f]);
  wire.say([0x14, 0x00, 0x00, 0x0f]);
  await settle();
  print();
  // The answer to DLE EOT 1 of the poll, and then the four of the new job: the drawer's pin is bit 2, the cover's in DLE EOT 2.
  wire.say([0x16]);
  answers.status = true;
  wire.say([0x16]);
  await time.advance(100);
  expect(jobsSent()).toBe(2);
});

test('a line that goes in the very moment of writing leaves the outcome open', async () => {
  const { time, wire, print } = await rig({ completion: 'processId' });
  const reflex = wire.answer;
  wire.answer = (bytes) => (bytes[0] === 0x1b ? wire.cut() : reflex(bytes));
  const outcome = print();
  await time.advance(100);
  expect(outcome.value).toEqual({ kind: 'unknown', cause: 'offline' });
});

test('the first job on each line begins with NULs that end whatever command the last one was cut off in', async () => {
  const { time, wire, print, sent, jobsSent } = await rig({ completion: 'paperStatus' });
  const before = () =>
    sent()
      .slice(
        0,
        sent().findLastIndex((each) => each.startsWith('1b40')),
      )
      .at(-1) ?? '';
  print();
  await time.advance(100);
  expect(before()).toMatch(/^(00){1005,}$/);
  wire.say([0x00]);
  await time.advance(100);
  print();
  await time.advance(100);
  expect(jobsSent()).toBe(2);
  expect(before()).not.toMatch(/^0000/);
  wire.cut();
  await time.advance(2_000);
  print();
  await time.advance(100);
  expect(jobsSent()).toBe(3);
  expect(before()).toMatch(/^(00){1005,}$/);
});
