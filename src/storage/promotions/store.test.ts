import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { type Promotion, promotionsSchema } from '../../domain/promotion/shape.ts';
import { holdLock } from '../database/lock.ts';
import { NO_PROMOTIONS, openPromotions, writePromotions } from './store.ts';

const tenth = (id: string, percent = '10'): readonly Promotion[] =>
  promotionsSchema.parse([
    {
      id,
      title: `${percent}% off`,
      family: 'multibuy',
      groups: [{ id: 'g', match: { all: true }, quantity: 1 }],
      discount: { percent, per: 'unit' },
    },
  ]);

describe('the promotions of a box', () => {
  it('are none before the first import', () => {
    const store = openPromotions(join(temporaryFolder(), 'promotions'));
    expect(store.current()).toBe(NO_PROMOTIONS);
    expect(store.read(NO_PROMOTIONS)).toEqual([]);
    expect(store.prune(new Set())).toBe(0);
  });

  it('are found by their hash, those in force and those before', () => {
    const directory = join(temporaryFolder(), 'promotions');
    const first = writePromotions(directory, tenth('a'));
    const store = openPromotions(directory);
    const second = writePromotions(directory, tenth('b', '20'));
    expect(store.current()).toBe(first);
    expect(store.refresh()).toBe(true);
    expect(store.refresh()).toBe(false);
    expect(store.current()).toBe(second);
    expect(store.read(first)).toEqual(tenth('a'));
    expect(openPromotions(directory).current()).toBe(second);
  });

  it('go when they are neither in force nor pinned', () => {
    const directory = join(temporaryFolder(), 'promotions');
    const [first, second, third] = ['a', 'b', 'c'].map((id) => writePromotions(directory, tenth(id)));
    const store = openPromotions(directory);
    expect(store.prune(new Set([first!]))).toBe(1);
    expect([first, second, third].map((hash) => store.read(hash!) !== null)).toEqual([true, false, true]);
  });

  it('stay while an import runs: what it has written is not in force yet', () => {
    const directory = join(temporaryFolder(), 'promotions');
    writePromotions(directory, tenth('a'));
    writePromotions(directory, tenth('b'));
    const lock = holdLock(join(directory, 'lock'));
    expect(openPromotions(directory).prune(new Set())).toBe(0);
    expect(() => writePromotions(directory, tenth('c'))).toThrow(expect.objectContaining({ code: 'STORAGE_LOCKED' }));
    lock.release();
    expect(openPromotions(directory).prune(new Set())).toBe(1);
  });

  it('leave nothing aside behind', () => {
    const directory = join(temporaryFolder(), 'promotions');
    const hash = writePromotions(directory, tenth('a'));
    expect(readdirSync(directory).sort()).toEqual([`${hash}.ndjson`, 'current', 'lock'].sort());
  });

  it('are no set where the file is not what its name says', () => {
    const directory = join(temporaryFolder(), 'promotions');
    const first = writePromotions(directory, tenth('a'));
    writePromotions(directory, tenth('b'));
    const store = openPromotions(directory);
    writeFileSync(join(directory, `${first}.ndjson`), JSON.stringify(tenth('a', '90')[0]));
    expect(store.read(first)).toBeNull();
    for (const name of ['../journal', '__proto__', 'f'.repeat(64)]) expect(store.read(name)).toBeNull();
  });

  it('do not open when those in force are gone or damaged', () => {
    const directory = join(temporaryFolder(), 'promotions');
    const hash = writePromotions(directory, tenth('a'));
    rmSync(join(directory, `${hash}.ndjson`));
    expect(() => openPromotions(directory)).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }));
    writeFileSync(join(directory, 'current'), '../../etc/passwd');
    expect(() => openPromotions(directory)).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }));
  });
});
