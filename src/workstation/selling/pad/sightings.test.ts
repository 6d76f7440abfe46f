import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT_REST, type Settling, settle } from './phase.ts';
import {
  changedAt,
  counted,
  forgotten,
  heard,
  MOST_TRACKED,
  NOTHING_SEEN,
  type SettlingRules,
  type Sightings,
} from './sightings.ts';

const RULES: SettlingRules = { reads: 3, rssiFloor: -60, windowMs: 1_500, stableMs: 1_000, unstableMs: 6_000 };
const LATE = 12_000;
const always = () => true;

interface Read {
  readonly epc: string;
  readonly at: number;
  readonly rssi: number | null;
  readonly count: number;
}

const read: fc.Arbitrary<Read> = fc.record({
  epc: fc.constantFrom('AA', 'BB', 'CC', 'DD', 'EE'),
  at: fc.integer({ min: 0, max: 50 }).map((tick) => tick * 200),
  rssi: fc.constantFrom(null, -40, -60, -61, -80),
  count: fc.integer({ min: 1, max: 4 }),
});
const reads = fc.array(read, { maxLength: 80 });

/** Takes reports in, looking at the pad at some of the times. */
function taken(reports: readonly (readonly Read[])[], looks: readonly number[] = []): Sightings {
  let state = NOTHING_SEEN;
  let looked = 0;
  const sorted = [...looks].sort((a, b) => a - b);
  for (const report of reports) {
    const at = report[0]?.at ?? 0;
    for (; looked < sorted.length && (sorted[looked] ?? 0) <= at; looked += 1) {
      state = forgotten(state, sorted[looked] ?? 0, RULES, always);
    }
    state = heard(state, report, at, RULES);
  }
  return state;
}

const inTime = (all: readonly Read[]) => [...all].sort((a, b) => a.at - b.at);

/** One report for each moment. */
function byMoment(all: readonly Read[]): Read[][] {
  return [...Map.groupBy(inTime(all), ({ at }) => at).values()];
}

/** What is seen of a pad at a time. */
function seen(state: Sightings, now: number) {
  const then = forgotten(state, now, RULES, always);
  const tags = counted(then, now, RULES);
  return { tags, changedAt: changedAt(then, tags) };
}

describe('how reads are reported', () => {
  it('makes no difference: in which order, in how many reports, each answer by itself or several as one', () => {
    fc.assert(
      fc.property(
        reads,
        fc.infiniteStream(fc.nat()),
        fc.array(fc.nat(LATE), { maxLength: 20 }),
        (all, chance, looks) => {
          const whole = taken(byMoment(all));
          const single = all.flatMap((one) => Array.from({ length: one.count }, () => ({ ...one, count: 1 })));
          const shuffled = single
            .map((one) => ({ one, key: chance.next().value ?? 0 }))
            .sort((a, b) => a.one.at - b.one.at || a.key - b.key)
            .map(({ one }) => [one]);
          const last = Math.max(0, ...all.map(({ at }) => at));
          for (const now of [last, last + 700, last + 1_500, LATE]) {
            expect(seen(taken(shuffled, looks), now)).toEqual(seen(whole, now));
          }
        },
      ),
    );
  });

  it('never makes two of one tag, however it flickers', () => {
    fc.assert(
      fc.property(reads, fc.nat(LATE), (all, now) => {
        const { tags } = seen(taken(byMoment(all.filter(({ at }) => at <= now))), now);
        expect(new Set(tags).size).toBe(tags.length);
      }),
    );
  });
});

describe('a tag', () => {
  it('lies there exactly while its answers say so', () => {
    // The same rule in words of the whole story: some moment had enough strong answers in its window, and since then it was
    // never silent for a window.
    const strong = (all: readonly Read[], epc: string) =>
      inTime(all)
        .filter((one) => one.epc === epc && (one.rssi === null || one.rssi >= RULES.rssiFloor))
        .flatMap(({ at, count }) => Array.from({ length: count }, () => at));
    const lies = (times: readonly number[], now: number): boolean => {
      const steps = [...times, now];
      return times.some((_, index) => {
        const oldest = times[index - RULES.reads + 1];
        if (oldest === undefined || (times[index] ?? 0) - oldest >= RULES.windowMs) return false;
        return steps.slice(index + 1).every((at, step) => at - (steps[index + step] ?? 0) < RULES.windowMs);
      });
    };
    fc.assert(
      fc.property(reads, fc.nat(LATE), (all, now) => {
        const heardBy = all.filter(({ at }) => at <= now);
        const expected = ['AA', 'BB', 'CC', 'DD', 'EE'].filter((epc) => lies(strong(heardBy, epc), now));
        expect([...seen(taken(byMoment(heardBy)), now).tags].sort()).toEqual(expected);
      }),
    );
  });

  it('is the same in either case of its digits', () => {
    const state = heard(
      NOTHING_SEEN,
      [
        { epc: 'ab', rssi: null, count: 2 },
        { epc: 'AB', rssi: null, count: 1 },
      ],
      0,
      RULES,
    );
    expect(counted(state, 0, RULES)).toEqual(['AB']);
  });

  it.each([0, -1, Number.NaN])('that is said to have answered %d times has not', (count) => {
    expect(heard(NOTHING_SEEN, [{ epc: 'AB', rssi: null, count }], 0, RULES)).toBe(NOTHING_SEEN);
  });

  it('more than can be held in mind is turned away, and that is known', () => {
    const many = Array.from({ length: MOST_TRACKED + 50 }, (_, index) => ({
      epc: `T${index}`,
      rssi: null,
      count: 1e9,
    }));
    const state = heard(NOTHING_SEEN, many, 5, RULES);
    expect(state.tags.size).toBe(MOST_TRACKED);
    expect(state.turnedAway).toBe(5);
    expect([...state.tags.values()].every(({ heard: times }) => times.length === RULES.reads)).toBe(true);
  });
});

describe('what lies there', () => {
  /** Looks ten times a second until `until`, while the tags named answer. */
  function phases(answering: (at: number) => readonly string[], until: number): string[] {
    let state = NOTHING_SEEN;
    let settling: Settling = AT_REST;
    const told: string[] = [];
    for (let now = 0; now <= until; now += 100) {
      const answers = answering(now).map((epc) => ({ epc, rssi: -40, count: 1 }));
      state = forgotten(heard(state, answers, now, RULES), now, RULES, always);
      const laid = { fresh: counted(state, now, RULES), crowded: false, dealtWith: false };
      settling = settle(settling, laid, state, now, RULES);
      if (told.at(-1) !== settling.phase) told.push(settling.phase);
    }
    return told;
  }

  it('comes to rest when nothing has changed for long enough', () => {
    expect(phases(() => ['AA', 'BB'], 2_000)).toEqual(['empty', 'settling', 'counted']);
  });

  it('is counted although a tag answers now and then only', () => {
    expect(phases((at) => (at % 700 === 0 ? ['AA', 'BB'] : ['AA']), 5_000)).toEqual([
      'empty',
      'settling',
      'counted',
      'settling',
      'counted',
    ]);
  });

  it('is to be spread when it does not come to rest, and counted when it does after all', () => {
    const more = (at: number) =>
      Array.from({ length: Math.min(10, 1 + Math.floor(at / 900)) }, (_, index) => `T${index}`);
    expect(phases(more, 12_000)).toEqual(['empty', 'settling', 'unstable', 'counted']);
  });

  it('is nothing again when it has been taken away', () => {
    expect(phases((at) => (at < 2_000 ? ['AA'] : []), 5_000)).toEqual(['empty', 'settling', 'counted', 'empty']);
  });
});
