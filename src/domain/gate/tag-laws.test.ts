import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_GATE_SETTINGS, type DirectionRule, type GateSettings, type Side } from './gate-settings.ts';
import { TagTracks } from './tag-tracks.ts';

interface Read {
  readonly tag: string;
  readonly side: Side | null;
  readonly rssi: number | null;
  readonly count: number;
}

interface Report {
  /** Milliseconds since the one before. */
  readonly after: number;
  readonly reads: readonly Read[];
}

const read: fc.Arbitrary<Read> = fc.record({
  tag: fc.constantFrom('a', 'b', 'c', 'd'),
  side: fc.constantFrom<Side | null>('inside', 'outside', null),
  rssi: fc.option(fc.integer({ min: -80, max: -30 }).map((half) => half / 2 - 20)),
  count: fc.integer({ min: 1, max: 5 }),
});
const report: fc.Arbitrary<Report> = fc.record({
  after: fc.integer({ min: 0, max: 4000 }),
  reads: fc.array(read, { maxLength: 12 }),
});
const rules = fc.constantFrom<DirectionRule>(
  { kind: 'none' },
  { kind: 'antennas', marginDb: 5, steadyReads: 3, undecidedAfterMs: 1000, undecided: 'out' },
  { kind: 'barriers', crossingMs: 2000, windowMs: 1500 },
);

function run(direction: DirectionRule, reports: readonly Report[], order: (reads: readonly Read[]) => readonly Read[]) {
  const told: { tag: string; direction: string; at: number }[] = [];
  const settings: GateSettings = { ...DEFAULT_GATE_SETTINGS, direction };
  const tracks = new TagTracks<string>(settings, (tag, way, at) => told.push({ tag, direction: way, at }));
  let at = 0;
  for (const { after, reads } of reports) {
    at += after;
    for (const { tag, side, rssi, count } of order(reads)) tracks.observe(tag, tag, side, rssi, count, at);
    tracks.settle(at);
    if (reads.length % 3 === 0) tracks.crossed('out', at);
    tracks.sweep(at);
  }
  return told;
}

test('no tag is told to go out twice within its time', () => {
  fc.assert(
    fc.property(rules, fc.array(report, { maxLength: 60 }), (rule, reports) => {
      const last = new Map<string, number>();
      for (const { tag, direction, at } of run(rule, reports, (reads) => reads)) {
        if (direction !== 'out') continue;
        if (at - (last.get(tag) ?? Number.NEGATIVE_INFINITY) < DEFAULT_GATE_SETTINGS.ttlMs) return false;
        last.set(tag, at);
      }
      return true;
    }),
    { numRuns: 300 },
  );
});

test('the order of the reads within a report does not matter', () => {
  const sorted = (told: ReturnType<typeof run>) =>
    told.map(({ tag, direction, at }) => `${at} ${tag} ${direction}`).sort();
  fc.assert(
    fc.property(rules, fc.array(report, { maxLength: 40 }), (rule, reports) => {
      const forth = sorted(run(rule, reports, (reads) => reads));
      expect(sorted(run(rule, reports, (reads) => reads.toReversed()))).toEqual(forth);
      const byTag = (reads: readonly Read[]) =>
        reads.toSorted((x, y) => x.tag.localeCompare(y.tag) || x.count - y.count);
      expect(sorted(run(rule, reports, byTag))).toEqual(forth);
    }),
    { numRuns: 300 },
  );
});
