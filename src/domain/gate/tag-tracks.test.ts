import { describe, expect, it } from 'vitest';
import { DEFAULT_GATE_SETTINGS, type DirectionRule, type GateSettings, type Side } from './gate-settings.ts';
import { TagTracks } from './tag-tracks.ts';

const ANTENNAS: DirectionRule = {
  kind: 'antennas',
  marginDb: 5,
  steadyReads: 3,
  undecidedAfterMs: 1500,
  undecided: 'out',
};
const BARRIERS: DirectionRule = { kind: 'barriers', crossingMs: 2000, windowMs: 1000 };

/** A gate at which tag "a" is heard: `hear` is a report of one read. */
function gate(more: Partial<GateSettings> = {}) {
  const told: string[] = [];
  const settings = { ...DEFAULT_GATE_SETTINGS, ...more };
  const tracks = new TagTracks<string>(settings, (tag, direction, at) => told.push(`${tag} ${direction} ${at}`));
  const hear = (at: number, side: Side | null = null, rssi: number | null = -50, tag = 'a') => {
    tracks.observe(tag, tag, side, rssi, 1, at);
    tracks.settle(at);
  };
  return { told, tracks, hear };
}

describe('a tag that is heard', () => {
  it('counts once it has answered often enough', () => {
    const { told, hear } = gate();
    hear(0);
    expect(told).toEqual([]);
    hear(40);
    expect(told).toEqual(['a out 40']);
  });

  it('is a stray below the floor, and taken at its word where no level is told', () => {
    const { told, tracks, hear } = gate();
    for (let at = 0; at < 10; at += 1) hear(at, null, -66);
    expect(told).toEqual([]);
    expect([tracks.size, tracks.weak]).toEqual([0, 10]);
    hear(20, null, null);
    hear(21, null, null);
    expect(told).toEqual(['a out 21']);
  });

  it('must stay as long as the filter asks', () => {
    const { told, hear } = gate({ filter: { ...DEFAULT_GATE_SETTINGS.filter, minDwellMs: 100 } });
    for (const at of [0, 50, 99]) hear(at);
    expect(told).toEqual([]);
    hear(100);
    expect(told).toEqual(['a out 100']);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 0])(
    'counts once where a reader says it answered %d times',
    (count) => {
      const { told, tracks } = gate();
      tracks.observe('a', 'a', null, Number.NaN, count, 0);
      tracks.settle(0);
      expect(told).toEqual([]);
      tracks.observe('a', 'a', null, -50, count, 10);
      tracks.settle(10);
      expect(told).toEqual(['a out 10']);
    },
  );

  it('is told once while it stays, and again when it comes anew after its time', () => {
    const { told, hear } = gate();
    for (let at = 0; at <= 14_000; at += 500) hear(at);
    expect(told).toEqual(['a out 500']);
    hear(18_000);
    hear(18_100);
    expect(told).toEqual(['a out 500', 'a out 18100']);
  });

  it('is not told again within its time, though it comes anew', () => {
    const { told, hear } = gate();
    for (const at of [0, 100, 5000, 5100]) hear(at);
    expect(told).toEqual(['a out 100']);
  });
});

describe('furniture', () => {
  const shelf = () => {
    const made = gate({ direction: ANTENNAS });
    for (let at = 0; at <= 20_000; at += 100) made.hear(at, 'inside', -60);
    return made;
  };

  it('is learned: a tag that stays and does not pass', () => {
    const { told, hear, tracks } = shelf();
    for (let at = 20_100; at < 40_000; at += 250) hear(at, 'inside', -61);
    tracks.sweep(50_000);
    expect(told).toEqual([]);
  });

  it('has moved when the other side hears it, and passes', () => {
    const { told, hear } = shelf();
    for (let at = 20_100; at <= 21_000; at += 100) hear(at, 'outside', -58);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^a out 20/);
  });

  it('has moved when it becomes much louder, and passes', () => {
    const { told, hear } = shelf();
    for (let at = 20_100; at <= 20_500; at += 100) hear(at, 'inside', -45);
    for (let at = 20_600; at <= 21_500; at += 100) hear(at, 'outside', -45);
    expect(told).toHaveLength(1);
  });

  it('is what staff say it is', () => {
    const { told, hear, tracks } = gate({ ttlMs: 0, filter: { ...DEFAULT_GATE_SETTINGS.filter, passageGapMs: 1000 } });
    for (const at of [0, 100]) hear(at);
    tracks.learn('a');
    for (const at of [5000, 5100, 9000, 9100]) hear(at);
    expect(told).toEqual(['a out 100']);
  });
});

describe('a rack right in the gate', () => {
  /** Heard from both sides for a minute, now louder on this, now on that. */
  const rack = () => {
    const made = gate({ direction: ANTENNAS });
    for (let at = 0; at <= 60_000; at += 50) {
      made.tracks.observe('a', 'a', 'inside', -50 - ((at / 50) % 7), 1, at);
      made.tracks.observe('a', 'a', 'outside', -50 - ((at / 50) % 5), 1, at);
      made.tracks.settle(at);
    }
    return made;
  };

  it('is furniture', () => {
    expect(rack().told).toEqual([]);
  });

  it('loses a piece, and that is seen though it becomes no louder', () => {
    const { told, tracks } = rack();
    for (let at = 60_050; at <= 62_000; at += 50) {
      tracks.observe('a', 'a', 'inside', -64, 1, at);
      tracks.observe('a', 'a', 'outside', -53, 1, at);
      tracks.settle(at);
    }
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^a out/);
  });
});

describe('the way a tag goes', () => {
  /** Every 50 ms a report, of levels inside and outside; null for not heard. */
  const walk = (levels: readonly (readonly [number | null, number | null])[], minDwellMs = 0) => {
    const made = gate({ direction: ANTENNAS, filter: { ...DEFAULT_GATE_SETTINGS.filter, minDwellMs } });
    for (const [index, [inside, outside]] of levels.entries()) {
      if (inside !== null) made.tracks.observe('a', 'a', 'inside', inside, 1, 50 * index);
      if (outside !== null) made.tracks.observe('a', 'a', 'outside', outside, 1, 50 * index);
      made.tracks.settle(50 * index);
    }
    return made;
  };
  const times = (count: number, inside: number | null, outside: number | null) =>
    Array.from({ length: count }, () => [inside, outside] as const);

  it('is out when first the inside heard it louder, then the outside', () => {
    expect(walk([...times(6, -45, -58), ...times(10, -58, -45)]).told).toEqual(['a out 500']);
  });

  it('is in when it is the other way round', () => {
    expect(walk([...times(6, -58, -45), ...times(10, -45, -58)]).told).toEqual(['a in 500']);
  });

  it('is not lost when it is known before the tag has stayed long enough', () => {
    expect(walk([...times(6, -45, -58), ...times(10, -58, -45)], 700).told).toEqual(['a out 700']);
  });

  it('is told when each side hears it alone', () => {
    expect(walk([...times(15, -50, null), ...times(30, null, -50)]).told).toHaveLength(1);
  });

  it('is told of a reader that names no levels, by who hears it', () => {
    const { told, tracks } = gate({ direction: ANTENNAS });
    for (let at = 0; at < 3000; at += 50) {
      tracks.observe('a', 'a', at < 1000 ? 'inside' : 'outside', null, 1, at);
      tracks.settle(at);
    }
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^a out 1\d\d\d/);
  });

  it('is not mistaken for a stray answer of the far side', () => {
    const strays = [...times(5, -45, -58), [-45, -40] as const, ...times(5, -45, -58), [null, -40] as const];
    expect(walk([...strays, ...times(5, -45, -58)]).told).toEqual([]);
  });

  it('is told each time, and ruled on once within its time', () => {
    const [inside, outside] = [times(12, -45, -58), times(12, -58, -45)];
    const told = walk([...inside, ...outside, ...inside, ...outside]).told.map((each) => each.slice(0, 5));
    expect(told).toEqual(['a out', 'a in ']);
  });

  it('is out when it went before it could be told, louder outside at last, if the store says so', () => {
    const { told, tracks } = walk([...times(2, -50, -55), ...times(2, null, -45)]);
    tracks.sweep(1000);
    expect(told).toEqual([]);
    tracks.sweep(1700);
    tracks.sweep(1800);
    expect(told).toEqual(['a out 1700']);
  });

  it('is not asked of a tag that only the street side heard', () => {
    const { told, hear, tracks } = gate({ direction: ANTENNAS });
    for (const at of [0, 100, 200, 300]) hear(at, 'outside');
    tracks.sweep(5000);
    expect(told).toEqual([]);
  });

  it('is that of whoever broke the barriers: tags just before and just after go with them', () => {
    const { told, hear, tracks } = gate({ direction: BARRIERS });
    hear(0);
    hear(100);
    hear(100, null, -50, 'long gone');
    hear(200);
    tracks.crossed('in', 300);
    expect(told).toEqual([]);
    tracks.crossed('out', 900);
    hear(950, null, -50, 'b');
    hear(990, null, -50, 'b');
    hear(5000, null, -50, 'c');
    hear(5100, null, -50, 'c');
    expect(told).toEqual(['a out 900', 'b out 990']);
  });
});

describe('what is held', () => {
  it('is bounded: a million tags leave no more than may be followed, and every one dropped is counted', () => {
    let passed = 0;
    const settings = { ...DEFAULT_GATE_SETTINGS, mostTags: 1000 };
    const tracks = new TagTracks<null>(settings, () => {
      passed += 1;
    });
    for (let tag = 0; tag < 1_000_000; tag += 1) {
      tracks.observe(`t${tag}`, null, null, -50, 1, tag);
      tracks.settle(tag);
    }
    expect([tracks.size, tracks.dropped, passed]).toEqual([1000, 999_000, 0]);
  });

  it('is let go when it is long gone', () => {
    const { tracks, hear } = gate();
    hear(0);
    hear(10);
    tracks.sweep(10_000);
    expect(tracks.size).toBe(1);
    tracks.sweep(10_011);
    expect(tracks.size).toBe(0);
  });
});
