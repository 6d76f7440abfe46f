import { describe, expect, it } from 'vitest';
import type { TagRead } from '../../workstation/ports/rfid-reader.ts';
import { ManualTime, settle } from '../rehearsal/manual-time.ts';
import type { Health, Link } from '../supervisor/driver.ts';
import { type Output, ReaderCare, type ReaderTalk, type Seen, type Told } from './reader-care.ts';

const READING: Seen = { kind: 'reading', drift: null };
const READ: TagRead = { epc: 'E280', antenna: 1, rssi: -50, firstSeen: 0, lastSeen: 0, count: 1 };

/** A reader whose answers are given one by one, and what was reported of it. */
function rig({ outputs = 3, checkMs = 30_000 } = {}) {
  const time = new ManualTime();
  const asked: string[] = [];
  const waiting: { name: string; starting: () => void; due: () => boolean; answer: (value: never) => void }[] = [];
  const never = (): boolean => false;
  const ask = <Answer>(name: string, starting: () => void = () => undefined, due = never): Promise<Answer> => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    asked.push(name);
    waiting.push({ name, starting, due, answer: resolve as (value: never) => void });
    return promise;
  };
  const talk: ReaderTalk = {
    configure: (starting) => ask<Seen>('configure', starting),
    look: (_, starting, due) => ask<Seen>('look', starting, due),
    tell: (which) => ask<Told>(`tell ${which.map(({ port, high }) => `${port}${high ? '+' : '-'}`).join(' ')}`),
  };
  const logged: string[] = [];
  const log = {
    info: () => undefined,
    warn: (code: string, fields = {}) => logged.push(`${code} ${Object.values(fields).join(' ')}`),
  };
  const care = new ReaderCare({ id: 'gate', talk, wanted: 'wanted', checkMs, outputs, clock: time, log });
  const reads: string[] = [];
  care.reads.add((report) => reads.push(`${report.reader} ${report.reads.length} @${report.at}`));
  /** Answers what was asked longest ago. */
  const answer = async (value: Seen | Told, before?: (asked: (typeof waiting)[number]) => void) => {
    const next = waiting.shift();
    if (next === undefined) throw new Error('nothing was asked');
    before?.(next);
    next.answer(value as never);
    await settle();
  };
  const link = () => {
    const seen: string[] = [];
    const own: Link & { readonly seen: string[] } = {
      seen,
      write: () => 'accepted',
      alive: () => seen.push('alive'),
      report: (health: Health) => seen.push(health.kind === 'ready' ? 'ready' : health.code),
      drop: (code) => seen.push(`drop ${code}`),
    };
    return own;
  };
  return { time, care, asked, answer, logged, reads, link };
}

/** One that was configured and reads. */
async function reading(options = {}) {
  const all = rig(options);
  const link = all.link();
  all.care.opened(link);
  await all.answer(READING, ({ starting }) => starting());
  link.seen.length = 0;
  all.asked.length = 0;
  return { ...all, at: link };
}

const told = (outputs: readonly Output[], kind: 'told' | 'refused' = 'told'): Told => ({ kind, outputs });

describe('a reader on a new connection', () => {
  it('is configured, and is ready when it says that it reads', async () => {
    const { care, asked, answer, link } = rig();
    const at = link();
    care.opened(at);
    expect([asked, at.seen, care.configured]).toEqual([['configure'], [], false]);
    await answer(READING);
    expect([at.seen, care.configured]).toEqual([['ready'], true]);
  });

  it.each<[Seen, string]>([
    [{ kind: 'refused', code: 'DEVICE_CONFIG_REFUSED' }, 'DEVICE_CONFIG_REFUSED'],
    [{ kind: 'refused', code: 'DEVICE_READING_STOPPED' }, 'DEVICE_READING_STOPPED'],
    [{ kind: 'reading', drift: 'transmitPower' }, 'DEVICE_CONFIG_DRIFT'],
    [{ kind: 'reading', drift: '' }, 'DEVICE_CONFIG_DRIFT'],
    [{ kind: 'away', code: 'DEVICE_SILENT' }, 'drop DEVICE_SILENT'],
    [{ kind: 'away', code: 'DEVICE_UNAUTHORISED' }, 'drop DEVICE_UNAUTHORISED'],
  ])('that answers %j is %s', async (seen, expected) => {
    const { care, answer, link } = rig();
    const at = link();
    care.opened(at);
    await answer(seen);
    expect(at.seen).toEqual([expected]);
  });

  it('is not asked how it is before it is configured, since that has its own limit', async () => {
    const { care, asked, answer, link } = rig();
    expect(care.probe()).toBe('busy');
    care.opened(link());
    expect(care.probe()).toBe('busy');
    expect(asked).toEqual(['configure']);
    await answer(READING);
    expect(care.probe()).toBe('asked');
  });

  it('says nothing of an earlier connection: not its answer, its complaints or its start', async () => {
    const { care, answer, link, reads } = rig();
    const [first, second] = [link(), link()];
    care.opened(first);
    care.complaints.set('DEVICE_ANTENNA', true);
    care.lost();
    care.opened(second);
    await answer({ kind: 'refused', code: 'DEVICE_CONFIG_REFUSED' }, ({ starting }) => starting());
    care.heard([READ], 1);
    expect([first.seen, second.seen, care.configured, reads]).toEqual([[], [], false, []]);
    await answer(READING);
    expect(second.seen).toEqual(['ready']);
  });
});

describe('reads', () => {
  it('are passed on from the moment that it is told to read, which they may overtake, and not from before', async () => {
    const { care, answer, link, reads } = rig();
    care.opened(link());
    care.heard([READ], 1);
    await answer(READING, ({ starting }) => {
      starting();
      care.heard([READ, READ], 2);
    });
    care.heard([READ], 3);
    care.heard([], 4);
    expect(reads).toEqual(['gate 2 @2', 'gate 1 @3']);
    care.lost();
    care.heard([READ], 5);
    expect(reads).toHaveLength(2);
  });
});

describe('a look at a reader', () => {
  it('shows that it is alive, and complains of what is wrong until it is not', async () => {
    const { care, at, answer, logged } = await reading();
    care.probe();
    await answer({ kind: 'reading', drift: 'antennas.0' });
    care.probe();
    await answer({ kind: 'reading', drift: '' });
    care.probe();
    await answer({ kind: 'refused', code: 'DEVICE_READING_STOPPED' });
    care.probe();
    await answer(READING);
    expect(at.seen.filter((each) => each !== 'alive')).toEqual([
      'DEVICE_CONFIG_DRIFT',
      'DEVICE_CONFIG_DRIFT',
      'DEVICE_READING_STOPPED',
      'ready',
    ]);
    expect(at.seen.filter((each) => each === 'alive')).toHaveLength(4);
    // Said once, and what it is said of is no value.
    expect(logged).toEqual(['READER_CONFIG_DRIFT gate antennas.0']);
  });

  it('is one at a time, however slow the answer', async () => {
    const { care, asked, answer } = await reading();
    care.probe();
    care.probe();
    care.probe();
    expect(asked).toEqual(['look']);
    await answer(READING);
    care.probe();
    expect(asked).toEqual(['look', 'look']);
  });

  it('that is not answered is the heartbeat’s to judge, but a password that is not taken ends the connection', async () => {
    const { care, at, answer } = await reading();
    care.probe();
    await answer({ kind: 'away', code: 'DEVICE_SILENT' });
    expect(at.seen).toEqual([]);
    care.probe();
    await answer({ kind: 'away', code: 'DEVICE_UNAUTHORISED' });
    expect(at.seen).toEqual(['drop DEVICE_UNAUTHORISED']);
  });

  it('compares again after its time, once, and not before', async () => {
    const { care, time, answer } = await reading({ checkMs: 30_000 });
    const due: boolean[] = [];
    for (const wait of [29_999, 1, 0, 29_999, 1]) {
      await time.advance(wait);
      care.probe();
      await answer(READING, (asked) => due.push(asked.due()));
    }
    expect(due).toEqual([false, true, false, false, true]);
  });

  it('answered after the connection went says nothing to the next one', async () => {
    const { care, at, answer, link } = await reading();
    care.probe();
    care.lost();
    const next = link();
    care.opened(next);
    await answer({ kind: 'refused', code: 'DEVICE_READING_STOPPED' }, ({ starting }) => starting());
    expect([at.seen, next.seen]).toEqual([[], []]);
  });
});

describe('outputs', () => {
  it('are told together, and what changes meanwhile goes into the next request', async () => {
    const { care, asked, answer } = await reading();
    care.setOutput(1, true);
    care.setOutput(2, true);
    care.setOutput(1, false);
    expect(asked).toEqual(['tell 1+']);
    await answer(told([{ port: 1, high: true }]));
    expect(asked).toEqual(['tell 1+', 'tell 1- 2+']);
    await answer(
      told([
        { port: 1, high: false },
        { port: 2, high: true },
      ]),
    );
    expect(asked).toHaveLength(2);
  });

  it('that a reader takes one at a time are told one after the other', async () => {
    const { care, asked, answer } = await reading();
    care.setOutput(1, true);
    care.setOutput(2, true);
    await answer(told([{ port: 1, high: true }]));
    await answer(told([{ port: 2, high: true }]));
    expect(asked).toEqual(['tell 1+', 'tell 2+']);
  });

  it('that were set before it was there are told once it is configured, and all of them again after it was away', async () => {
    const { care, asked, answer, link } = rig();
    care.setOutput(1, true);
    expect(asked).toEqual([]);
    care.opened(link());
    await answer(READING);
    expect(asked).toEqual(['configure', 'tell 1+']);
    await answer(told([{ port: 1, high: true }]));
    care.lost();
    care.opened(link());
    await answer(READING);
    expect(asked.slice(2)).toEqual(['configure', 'tell 1+']);
  });

  it('that were not answered are told after the next look; that were refused are not told again', async () => {
    const { care, asked, answer, logged } = await reading();
    care.setOutput(1, true);
    await answer({ kind: 'away' });
    expect(asked).toEqual(['tell 1+']);
    care.probe();
    await answer(READING);
    expect(asked).toEqual(['tell 1+', 'look', 'tell 1+']);
    await answer(told([{ port: 1, high: true }], 'refused'));
    expect(logged).toEqual(['READER_OUTPUT_REFUSED gate']);
    care.probe();
    await answer(READING);
    expect(asked.slice(3)).toEqual(['look']);
  });

  it('whose answer comes on a later connection do not count as told', async () => {
    const { care, asked, answer, link } = await reading();
    care.setOutput(1, true);
    care.lost();
    care.opened(link());
    await answer(told([{ port: 1, high: true }]));
    await answer(READING);
    expect(asked).toEqual(['tell 1+', 'configure', 'tell 1+']);
  });

  it.each([0, 4, 1.5, Number.NaN])('are none beyond the reader’s: %d', async (port) => {
    const { care, asked, logged } = await reading();
    care.setOutput(port, true);
    expect([asked, logged]).toEqual([[], ['READER_OUTPUT_UNKNOWN gate']]);
  });

  it('are all told before it is left, also those that changed while another was being told', async () => {
    const { care, answer } = await reading();
    care.setOutput(3, true);
    care.setOutput(3, false);
    let left = false;
    void care.closing().then(() => {
      left = true;
    });
    await answer(told([{ port: 3, high: true }]));
    expect(left).toBe(false);
    await answer(told([{ port: 3, high: false }]));
    expect(left).toBe(true);
  });

  it('do not hold up leaving a reader that does not answer, or that there is none to tell', async () => {
    const { care, answer } = await reading();
    await care.closing();
    care.setOutput(3, false);
    const left = care.closing();
    await answer({ kind: 'away' });
    await left;
    care.lost();
    care.setOutput(3, true);
    await care.closing();
  });
});
