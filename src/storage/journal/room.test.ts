import { existsSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { diskRoom } from './room.ts';

const KIB = 1024;
const RESERVE = 64 * KIB;
const FLOOR = 100 * KIB;

/** A disk that says what the test says. */
function disk(free: number, file = join(temporaryFolder(), 'journal.reserve')) {
  const state = { free: free as number | null, now: 0 };
  const statfs = () => {
    if (state.free === null) throw new Error('no such call');
    return { bavail: state.free / KIB, bsize: KIB };
  };
  const make = () => diskRoom({ file, reserveBytes: RESERVE, floorBytes: FLOOR, statfs, monotonic: () => state.now });
  return { state, file, make };
}

describe('the room of a journal', () => {
  it('begins with a reserve that really lies on the disk', () => {
    const { file, make } = disk(FLOOR + RESERVE);
    expect(make().space()).toEqual({ state: 'ok', freeBytes: FLOOR + RESERVE, reserve: 'held' });
    expect(statSync(file).size).toBe(RESERVE);
    expect(statSync(file).blocks * 512).toBeGreaterThanOrEqual(RESERVE);
  });

  it('is low from the start where reserve and floor do not fit, and nothing is written there', () => {
    const { file, make } = disk(FLOOR + RESERVE - KIB);
    expect(make().space()).toMatchObject({ state: 'low', reserve: 'spent' });
    expect(existsSync(file)).toBe(false);
  });

  it('is low below the floor, and ok again only with the size of the reserve to spare', () => {
    const { state, make } = disk(10 * FLOOR);
    const room = make();
    room.space();
    const at = (free: number) => {
      state.free = free;
      return room.space().state;
    };
    expect([at(FLOOR), at(FLOOR - KIB), at(FLOOR), at(FLOOR + RESERVE - KIB)]).toEqual(['ok', 'low', 'low', 'low']);
    expect([at(FLOOR + RESERVE), at(FLOOR), at(FLOOR - KIB)]).toEqual(['ok', 'ok', 'low']);
  });

  it('is low once the reserve was given up, which is done once, and has it back when the disk has room for it', () => {
    const { state, file, make } = disk(10 * FLOOR);
    const room = make();
    room.space();
    expect([room.giveUp(), room.giveUp(), existsSync(file)]).toEqual([true, false, false]);
    state.free = FLOOR + RESERVE - KIB;
    expect(room.space()).toMatchObject({ state: 'low', reserve: 'spent' });
    state.free = FLOOR + RESERVE;
    expect(room.space()).toMatchObject({ state: 'ok', reserve: 'held' });
    expect(statSync(file).size).toBe(RESERVE);
    expect(room.giveUp()).toBe(true);
  });

  it('is low where the system does not say', () => {
    const { state, make } = disk(10 * FLOOR);
    const room = make();
    expect(room.space().state).toBe('ok');
    state.free = null;
    expect(room.space()).toEqual({ state: 'low', freeBytes: null, reserve: 'held' });
  });

  it('keeps the reserve of an earlier run, and takes one anew that is short or has holes', () => {
    const { file, make } = disk(10 * FLOOR);
    make().space();
    const first = statSync(file).ino;
    expect(make().space().reserve).toBe('held');
    expect(statSync(file).ino).toBe(first);
    truncateSync(file, 10);
    expect(make().giveUp()).toBe(false);
    writeFileSync(file, '');
    truncateSync(file, RESERVE);
    expect(make().giveUp()).toBe(false);
    expect(make().space().reserve).toBe('held');
    expect(statSync(file).blocks * 512).toBeGreaterThanOrEqual(RESERVE);
  });

  it('asks a disk that says it has room and has none only now and then', () => {
    const { state, file, make } = disk(10 * FLOOR, join(temporaryFolder(), 'gone', 'journal.reserve'));
    const room = make();
    expect(room.space()).toMatchObject({ state: 'low', reserve: 'spent' });
    expect(existsSync(file)).toBe(false);
    state.now = 29_999;
    expect(room.space().state).toBe('low');
    state.now = 30_000;
    expect(room.space().state).toBe('low');
  });
});
