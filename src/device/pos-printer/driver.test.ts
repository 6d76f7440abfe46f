import { expect, test } from 'vitest';
import type { PrintJob, PrintOutcome } from '../../workstation/ports/device.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { ManualTime, settle } from '../rehearsal/manual-time.ts';
import { SALE } from '../rehearsal/sale.ts';
import { Wire } from '../rehearsal/wire.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { PosPrinterDriver } from './driver.ts';
import { posPrinterProfileSchema } from './profile.ts';

/** The far end, played by raw bytes: answers DLE EOT from `answers`, and the end of a job as it is told. */
async function rig(status: object = {}) {
  const time = new ManualTime();
  const wire = new Wire();
  const profile = posPrinterProfileSchema.parse({
    version: 1,
    category: 'posPrinter',
    language: 'esc-pos',
    vendor: 'Any',
    model: 'Any',
    status: { completion: 'processId', ...status },
  });
  const driver = new PosPrinterDriver({
    id: 'printer-1',
    profile,
    clock: time,
    timers: time,
    log: { info: () => undefined, warn: () => undefined },
  });
  const supervisor = createSupervisor(
    [
      {
        id: 'printer-1',
        category: 'posPrinter',
        profile: 'any',
        transport: wire,
        driver,
        handshakeMs: 1500,
        heartbeat: profile.heartbeat,
      },
    ],
    { clock: time, timers: time, random: () => 0, log: { info: () => undefined, warn: () => undefined } },
  );
  const printer = {
    answers: { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 } as Record<number, number>,
    silent: false,
    confirms: true,
    jobs: [] as Uint8Array[],
    cleared: 0,
  };
  const confirmation = (job: Uint8Array): number[] => {
    const at = Buffer.from(job).indexOf(Buffer.from([0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30]));
    return at === -1 ? [0x00] : [0x37, 0x22, ...job.subarray(at + 7, at + 11), 0x00];
  };
  wire.answer = (bytes) => {
    if (printer.silent) return;
    const [first, second, third = 0] = bytes;
    if (first === 0x10 && second === 0x04) queueMicrotask(() => wire.say([printer.answers[third] ?? 0x12]));
    else if (first === 0x10 && second === 0x14) printer.cleared += 1;
    else if (first === 0x1b) {
      printer.jobs.push(bytes);
      if (printer.confirms) queueMicrotask(() => wire.say(confirmation(bytes)));
    }
  };
  supervisor.start();
  await time.advance(100);
  return { time, wire, driver, supervisor, printer, confirmation };
}

const job = (expiresAt = 60_000): PrintJob => ({ id: 'job-1', document: SALE, expiresAt });

/** Prints, moving the time on until there is an outcome. */
async function print(
  on: Awaited<ReturnType<typeof rig>>,
  started: () => void = () => undefined,
): Promise<PrintOutcome> {
  let outcome: PrintOutcome | null = null;
  void on.driver.print(job(), started).then((value) => {
    outcome = value;
  });
  for (let waited = 0; outcome === null && waited < 60_000; waited += 50) await on.time.advance(50);
  if (outcome === null) throw new Error('no outcome within a minute');
  return outcome;
}

test('a printer that answers is ready, and its complaints are reported', async () => {
  const { time, supervisor, printer, driver } = await rig();
  expect(supervisor.reports()[0]).toMatchObject({ state: 'ready' });
  expect(driver.paper()).toBe('ok');
  printer.answers[4] = 0x1e;
  await time.advance(1000);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'degraded', code: 'DEVICE_PAPER_NEAR_END' });
  expect(driver.paper()).toBe('nearEnd');
  printer.answers[2] = 0x16;
  await time.advance(1000);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'degraded', code: 'DEVICE_COVER_OPEN' });
  printer.answers[2] = 0x12;
  printer.answers[4] = 0x12;
  await time.advance(1000);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'ready' });
});

test('a change that the printer reports by itself is seen at once', async () => {
  const { wire, supervisor } = await rig();
  wire.say([0x38, 0x00, 0x0c, 0x00]);
  expect(supervisor.reports()[0]).toMatchObject({ code: 'DEVICE_COVER_OPEN' });
});

test('a receipt is printed when the printer says that it has processed it, and not before', async () => {
  const on = await rig();
  const { wire, printer, time } = on;
  printer.confirms = false;
  let outcome: PrintOutcome | null = null;
  void on.driver
    .print(job(), () => undefined)
    .then((value) => {
      outcome = value;
    });
  await time.advance(5000);
  expect(outcome).toBeNull();
  wire.say(on.confirmation(printer.jobs[0]!));
  await time.advance(10);
  expect(outcome).toEqual({ kind: 'printed' });
  expect(printer.jobs).toHaveLength(1);
});

test('`started` is called once, before the first byte of the job leaves', async () => {
  const on = await rig();
  const seen: number[] = [];
  expect(await print(on, () => seen.push(on.printer.jobs.length))).toEqual({ kind: 'printed' });
  expect(seen).toEqual([0]);
});

test('when the start cannot be recorded nothing leaves, and the recorder hears of its own fault', async () => {
  const on = await rig();
  const full = new Fault('STORAGE_DISK_FULL', 'no space left');
  const printing = on.driver.print(job(), () => {
    throw full;
  });
  const caught = printing.catch((error: unknown) => error);
  await on.time.advance(100);
  expect(await caught).toBe(full);
  expect(on.printer.jobs).toHaveLength(0);
  expect(await print(on)).toEqual({ kind: 'printed' });
});

test.each([
  ['paperOut', 4, 0x7e],
  ['coverOpen', 2, 0x16],
  ['cutter', 3, 0x1a],
  ['jam', 3, 0x32],
  ['offline', 1, 0x1a],
] as const)('before the job, %s means that nothing is printed', async (cause, question, byte) => {
  const on = await rig();
  on.printer.answers[question] = byte;
  let started = false;
  const outcome = await print(on, () => {
    started = true;
  });
  expect(outcome).toEqual({ kind: 'notPrinted', cause });
  expect(started).toBe(false);
  expect(on.printer.jobs).toHaveLength(0);
});

test('a printer that is silent before the job has printed nothing', async () => {
  const on = await rig();
  on.printer.silent = true;
  expect(await print(on)).toEqual({ kind: 'notPrinted', cause: 'timeout' });
  expect(on.supervisor.reports()[0]).toMatchObject({ state: 'disconnected', code: 'DEVICE_SILENT' });
});

test('a printer that falls silent in the middle leaves the outcome open', async () => {
  const on = await rig();
  expect(
    await print(on, () => {
      on.printer.silent = true;
    }),
  ).toEqual({ kind: 'unknown', cause: 'timeout' });
});

test.each([
  ['paperOut', 4, 0x7e],
  ['coverOpen', 2, 0x16],
  ['cutter', 3, 0x1a],
] as const)(
  '%s in the middle leaves the outcome open, and the rest of the job is cleared away',
  async (cause, question, byte) => {
    const on = await rig({ clearsBuffer: true });
    on.printer.confirms = false;
    expect(
      await print(on, () => {
        on.printer.answers[question] = byte;
      }),
    ).toEqual({ kind: 'unknown', cause });
    expect(on.printer.cleared).toBe(1);
    on.printer.answers[question] = 0x12;
    on.printer.confirms = true;
    expect(await print(on)).toEqual({ kind: 'printed' });
  },
);

test('a job that is never confirmed ends at its limit', async () => {
  const on = await rig();
  on.printer.confirms = false;
  const began = on.time.monotonic();
  expect(await print(on)).toEqual({ kind: 'unknown', cause: 'timeout' });
  expect(on.time.monotonic() - began).toBeLessThanOrEqual(15_200);
});

test('the line cut in the middle leaves the outcome open; cut before, nothing was printed', async () => {
  const on = await rig();
  on.printer.confirms = false;
  const printing = on.driver.print(job(), () => queueMicrotask(() => on.wire.cut()));
  await on.time.advance(100);
  expect(await printing).toEqual({ kind: 'unknown', cause: 'offline' });
  on.wire.unplug();
  expect(await print(on)).toEqual({ kind: 'notPrinted', cause: 'offline' });
});

test('a confirmation of another job confirms nothing', async () => {
  const on = await rig();
  on.printer.confirms = false;
  let outcome: PrintOutcome | null = null;
  void on.driver
    .print(job(), () => undefined)
    .then((value) => {
      outcome = value;
    });
  await on.time.advance(100);
  on.wire.say([0x37, 0x22, 0x39, 0x39, 0x39, 0x39, 0x00]);
  await on.time.advance(100);
  expect(outcome).toBeNull();
});

test('the end of the roll after a confirmed job does not undo it; a cutter that failed on it does', async () => {
  const end = await rig();
  end.printer.confirms = false;
  const printed = end.driver.print(job(), () => undefined);
  await end.time.advance(100);
  end.printer.answers[4] = 0x7e;
  end.wire.say(end.confirmation(end.printer.jobs[0]!));
  await end.time.advance(100);
  expect(await printed).toEqual({ kind: 'printed' });
  expect(end.driver.paper()).toBe('out');

  const cutter = await rig();
  cutter.printer.confirms = false;
  const spoilt = cutter.driver.print(job(), () => undefined);
  await cutter.time.advance(100);
  cutter.printer.answers[3] = 0x1a;
  cutter.wire.say(cutter.confirmation(cutter.printer.jobs[0]!));
  await cutter.time.advance(100);
  expect(await spoilt).toEqual({ kind: 'unknown', cause: 'cutter' });
});

test('one job at a time, and none after its expiry', async () => {
  const on = await rig();
  on.printer.confirms = false;
  void on.driver.print(job(), () => undefined);
  expect(await on.driver.print(job(), () => undefined)).toEqual({ kind: 'notPrinted', cause: 'busy' });
  const late = await rig();
  expect(await late.driver.print(job(late.time.monotonic() - 1), () => undefined)).toEqual({
    kind: 'notPrinted',
    cause: 'expired',
  });
});

test('a job that expires while the printer is being asked does not begin', async () => {
  const on = await rig();
  on.wire.answer = () => undefined;
  const printing = on.driver.print(job(on.time.monotonic() + 200), () => undefined);
  await on.time.advance(300);
  for (let question = 1; question <= 4; question++) on.wire.say([0x12]);
  await settle();
  expect(await printing).toEqual({ kind: 'notPrinted', cause: 'expired' });
});

test('a job that comes in the middle of a heartbeat waits for its end', async () => {
  const on = await rig();
  on.printer.silent = true;
  await on.time.advance(950);
  const printing = on.driver.print(job(), () => undefined);
  on.printer.silent = false;
  const asked = on.wire.written.length;
  for (let question = 1; question <= 4; question++) {
    on.wire.say([0x12]);
    await settle();
  }
  expect(on.wire.written.length).toBeGreaterThan(asked);
  await on.time.advance(100);
  expect(await printing).toEqual({ kind: 'printed' });
});

test('GS r confirms where the model knows no process ids', async () => {
  expect(await print(await rig({ completion: 'paperStatus' }))).toEqual({ kind: 'printed' });
});

test('a model that can confirm nothing is never believed to have printed', async () => {
  const on = await rig({ queries: [], completion: 'none', automatic: false });
  expect(on.supervisor.reports()[0]).toMatchObject({ state: 'ready' });
  expect(await print(on)).toEqual({ kind: 'unknown', cause: 'timeout' });
  expect(on.printer.jobs).toHaveLength(1);
});

test('a write that the line refuses has printed nothing', async () => {
  const on = await rig();
  expect(
    await print(on, () => {
      on.wire.clogged = true;
    }),
  ).toEqual({ kind: 'notPrinted', cause: 'busy' });
});

test('stopping in the middle of a job settles it and leaves nothing behind', async () => {
  const on = await rig();
  on.printer.confirms = false;
  const printing = on.driver.print(job(), () => undefined);
  await on.time.advance(100);
  await on.supervisor.stop();
  expect(await printing).toEqual({ kind: 'unknown', cause: 'offline' });
  expect(on.time.waiting).toBe(0);
});
