import { describe, expect, it } from 'vitest';
import { DEFAULT_GATE_SETTINGS, type DirectionRule, type GateSettings, type Side } from './gate-settings.ts';
import { TagTracks } from './tag-tracks.ts';

const ANTENNAS: DirectionRule = { kind: 'antennas', minSeparationMs: 200, undecidedAfterMs: 1500, undecided: 'out' };
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

describe('the way a tag goes', () => {
  it('is out when the inside heard it first', () => {
    const { told, hear } = gate({ direction: ANTENNAS });
    for (const at of [0, 100, 200]) hear(at, 'inside');
    for (const at of [300, 400, 500]) hear(at, 'outside');
    expect(told).toEqual(['a out 300']);
  });

  it('is in when the outside heard it first, and stays in', () => {
    const { told, hear } = gate({ direction: ANTENNAS });
    for (const at of [0, 100, 200, 300]) hear(at, 'outside');
    for (const at of [350, 450, 550, 650, 750]) hear(at, 'inside');
    expect(told).toEqual(['a in 350']);
  });

  it('is not mistaken for a stray answer of the far side', () => {
    const { told, hear } = gate({ direction: ANTENNAS });
    hear(0, 'outside');
    for (const at of [20, 120, 220, 320]) hear(at, 'inside');
    for (const at of [420, 520, 620, 720, 820, 920]) hear(at, 'outside');
    expect(told.at(-1)).toMatch(/^a out/);
  });

  it('is out when it can not be told and the tag is gone, if the store says so', () => {
    const { told, hear, tracks } = gate({ direction: ANTENNAS });
    for (const at of [0, 100]) {
      hear(at, 'inside');
      hear(at, 'outside');
    }
    tracks.sweep(1000);
    expect(told).toEqual([]);
    tracks.sweep(1600);
    tracks.sweep(1700);
    expect(told).toEqual(['a out 1600']);
  });

  it('is not asked of a tag that only the street side heard', () => {
    const { told, hear, tracks } = gate({ direction: ANTENNAS });
    for (const at of [0, 100, 200]) hear(at, 'outside');
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
