import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { holdLock } from './lock.ts';

describe('a lock', () => {
  it('is held by one at a time, and free again once released', () => {
    const path = join(temporaryFolder(), 'it.lock');
    const lock = holdLock(path);
    expect(() => holdLock(path)).toThrow(
      expect.objectContaining({ code: 'STORAGE_LOCKED', message: `${path} is held by another process` }),
    );
    lock.release();
    holdLock(path).release();
  });

  it('writes nothing, so that a full disk does not stand in its way', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'it.lock');
    const lock = holdLock(path);
    expect(readdirSync(folder)).toEqual(['it.lock']);
    expect(statSync(path).size).toBe(0);
    lock.release();
    expect(readdirSync(folder)).toEqual(['it.lock']);
  });
});
