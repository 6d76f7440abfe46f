import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyJournal } from '../../../src/storage/index.ts';
import { closedJournal, flipIn, openRecovering } from '../../fixtures/damage.ts';
import { saying, storedEntries } from '../../fixtures/sales.ts';
import { temporaryFolder } from '../../fixtures/storage.ts';
import { straceMissing, traced } from '../../fixtures/strace.ts';

const OPENER = new URL('./opener.ts', import.meta.url).pathname;
const missing = straceMissing();

describe.skipIf(missing !== null)('a first start that is killed (needs strace, and leave to trace)', () => {
  it.each([
    ['fsync', 12],
    ['pwrite64', 60],
    ['unlink', 2],
  ])('at any %s is followed by one that finds nothing wrong', async (call, most) => {
    const folder = temporaryFolder();
    for (let when = 1; when <= most; when += Math.ceil(most / 8)) {
      const path = join(folder, `${when}.db`);
      await traced(`${call}:signal=KILL:when=${when}`, [OPENER, path]);
      const { journal, recoveries } = openRecovering(path);
      expect([recoveries, journal.head().seq]).toEqual([[], 1]);
      journal.close();
    }
  });
});

describe.skipIf(missing !== null)('a recovery that is killed (needs strace, and leave to trace)', () => {
  it.each([
    ['rename', 6],
    ['fsync', 24],
    ['unlink', 8],
    ['pwrite64', 40],
  ])('at any %s leaves the damaged file or the finished one, and the next opening ends it', async (call, most) => {
    const folder = temporaryFolder();
    const original = join(folder, 'original.db');
    closedJournal(original, 40);
    const before = storedEntries(original).map(saying);
    flipIn(original, 'milk 30"');
    const damaged = readFileSync(original);
    let killed = 0;
    // Every call of the few, and some of the many.
    for (let when = 1; when <= most; when += Math.ceil(most / 8)) {
      const here = join(folder, `${call}-${when}`);
      mkdirSync(here);
      const path = join(here, 'journal.db');
      copyFileSync(original, path);
      const { lines } = await traced(`${call}:signal=KILL:when=${when}`, [OPENER, path]);
      if (lines.length === 0) killed += 1;

      const { journal, recoveries } = openRecovering(path);
      const after = storedEntries(path).map(saying);
      const said = after.filter((text) => !text.includes('"recovered"'));
      expect(said).toEqual(before.filter((text) => !text.includes('"milk 30"')));
      expect(after.length - said.length).toBe(1);
      expect(verifyJournal(path)).toMatchObject({ kind: 'sound', last: journal.head() });
      expect(recoveries.length).toBeLessThanOrEqual(1);
      journal.close();
      const names = readdirSync(here);
      const kept = names.filter((name) => /^journal\.damaged-.*\.db$/.test(name));
      expect(kept).toHaveLength(1);
      expect(readFileSync(join(here, kept[0]!))).toEqual(damaged);
      expect(names.filter((name) => /building|salvage|rebuilt/.test(name))).toEqual([]);
    }
    expect(killed).toBeGreaterThan(1);
  });
});
