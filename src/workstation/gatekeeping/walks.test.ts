import { describe, expect, it } from 'vitest';
import { gateUnderTest, mugTag, read } from '../../../test/fixtures/gate.ts';
import type { TagRead } from '../ports/rfid-reader.ts';

/**
 * People walk through a noisy portal: antenna 1 looks into the shop, antenna 2 to the street, each 1.5 m from the line between. Reads
 * come every 50 ms with a level that falls with the distance, a scatter of 6 dB and one answer in four missing. A rack of unsold goods
 * hangs four metres inside. The same seed makes the same evening.
 */
const FRAME_MS = 50;

/** mulberry32, public domain. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Walker {
  readonly tags: readonly number[];
  readonly startsAt: number;
  /** Metres per second, out of the shop; negative for who comes in. */
  readonly speed: number;
}

/** Where a walker is: metres from the line, the shop below zero. Walks begin three metres from it. */
const placeOf = ({ startsAt, speed }: Walker, at: number) => ((at - startsAt) / 1000) * speed - 3 * Math.sign(speed);

function heard(random: () => number, place: number, antenna: 1 | 2): number | null {
  const distance = Math.hypot(place - (antenna === 1 ? -1.5 : 1.5), 1);
  const level = -42 - 22 * Math.log10(distance) + (random() - 0.5) * 12;
  return random() < 0.25 || level < -70 ? null : level;
}

function evening(seed: number, walkers: readonly Walker[], rack: readonly number[], sold: readonly number[]) {
  const random = chance(seed);
  const antennas = [
    { reader: 'gate-reader', antenna: 1, side: 'inside' as const },
    { reader: 'gate-reader', antenna: 2, side: 'outside' as const },
  ];
  const direction = {
    kind: 'antennas',
    marginDb: 5,
    steadyReads: 3,
    undecidedAfterMs: 1500,
    undecided: 'out',
  } as const;
  const made = gateUnderTest({
    placement: { antennas, barriers: null },
    settings: { direction, bulk: { atLeast: 1000, withinMs: 1 } },
  });
  for (const serial of sold) made.ledger.sold.add(mugTag(serial).toLowerCase());
  const began = made.clock.monotonic();
  return { ...made, began, random, walkers, rack };
}

async function play({ clock, reader, began, random, walkers, rack }: ReturnType<typeof evening>, until: number) {
  for (let at = 0; at < until; at += FRAME_MS) {
    await clock.advance(FRAME_MS);
    const reads: TagRead[] = [];
    const add = (serial: number, place: number) => {
      for (const antenna of [1, 2] as const) {
        const rssi = heard(random, place, antenna);
        if (rssi !== null) reads.push(read(mugTag(serial), { antenna, rssi }));
      }
    };
    for (const walker of walkers) {
      const place = placeOf(walker, at);
      if (at >= walker.startsAt && Math.abs(place) <= 3) for (const serial of walker.tags) add(serial, place);
    }
    const taken = new Set(walkers.filter((each) => at >= each.startsAt).flatMap(({ tags }) => tags));
    for (const serial of rack) if (!taken.has(serial)) add(serial, -4);
    if (reads.length > 0) reader.report(reads, began + at);
  }
}

const RACK = [9001, 9002, 9003];

/** So many walkers, one every four seconds, of two tags each. */
const walkers = (count: number, first: number, random: () => number, way: 1 | -1): Walker[] =>
  Array.from({ length: count }, (_, index) => ({
    tags: [first + 2 * index, first + 2 * index + 1],
    startsAt: 4000 * index,
    speed: way * (0.8 + 0.9 * random()),
  }));

describe.each([1, 2, 3, 4, 5])('an evening at the gate (seed %i)', (seed) => {
  it('is silent for forty honest shoppers, with a rack of unsold goods behind them', async () => {
    const out = walkers(40, 100, chance(seed), 1);
    const all = evening(
      seed,
      out,
      RACK,
      out.flatMap(({ tags }) => tags),
    );
    await play(all, 170_000);
    expect(all.signals).toEqual(['ready']);
    expect(all.gate.state().counts).toMatchObject({ sold: 80, alarms: 0 });
  });

  it('catches every tag of forty thieves, each once', async () => {
    const out = walkers(40, 100, chance(seed), 1);
    const all = evening(seed, out, RACK, []);
    await play(all, 170_000);
    const { alarms, counts } = all.gate.state();
    expect(counts).toMatchObject({ alarms: 80, sold: 0 });
    const serials = alarms.flatMap(({ tags }) => tags.map(({ tag }) => (tag.kind === 'readable' ? tag.serial : null)));
    expect(serials).not.toContain('9001');
  });

  it('lets people bring goods in', async () => {
    const all = evening(seed, walkers(40, 100, chance(seed), -1), RACK, []);
    await play(all, 170_000);
    expect(all.gate.state().counts).toMatchObject({ alarms: 0, inward: 80 });
  });

  it('catches one who takes a piece from the rack', async () => {
    const thief: Walker = { tags: [9001], startsAt: 60_000, speed: 1.2 };
    const all = evening(seed, [thief], RACK, []);
    await play(all, 80_000);
    expect(all.gate.state().counts.alarms).toBe(1);
    expect(all.gate.state().alarms[0]?.tags).toMatchObject([{ tag: { serial: '9001' } }]);
  });
});
