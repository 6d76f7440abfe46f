import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRecovering, scribble } from '../../../../test/fixtures/damage.ts';
import { saying, sell, storedEntries } from '../../../../test/fixtures/sales.ts';
import { temporaryFolder, temporaryJournal } from '../../../../test/fixtures/storage.ts';
import { verifyJournal } from '../verify.ts';

const SALES = 20;
const ENTRIES = 1 + 3 * SALES;

/** A journal whose sales are in its log alone, as a kill leaves it; `moved`: in its file too, the log not begun anew since. */
function killed(moved = false): string {
  const journal = temporaryJournal();
  for (let sale = 1; sale <= SALES; sale += 1) sell(journal, `sale-${sale}`, `milk ${sale}`);
  if (moved) journal.checkpoint();
  const path = join(temporaryFolder(), 'journal.db');
  for (const suffix of ['.db', '.db-wal', '.open']) {
    copyFileSync(journal.path.replace(/\.db$/, suffix), path.replace(/\.db$/, suffix));
  }
  return path;
}

function flip(path: string, share: number): Buffer {
  const log = readFileSync(`${path}-wal`);
  const at = Math.floor(log.length * share);
  scribble(`${path}-wal`, at, Buffer.of(log[at]! ^ 0x04));
  return readFileSync(`${path}-wal`);
}

describe('a write-ahead log with one bad bit', () => {
  it.each([0.00003, 0.2, 0.5, 0.9, 0.9995])(
    'at %d of it costs no sale but one, and no receipt number is given twice',
    (share) => {
      const path = killed();
      const before = storedEntries(path);
      expect(before).toHaveLength(ENTRIES);
      const log = flip(path, share);
      const { journal, recovery } = openRecovering(path);
      const { kept, reappended, lost, preserved } = recovery!;
      expect(kept + reappended + lost).toBe(ENTRIES);
      expect(lost).toBeLessThanOrEqual(3);
      expect(readFileSync(`${preserved}-wal`)).toEqual(log);
      const said = new Set(before.map(saying));
      const after = storedEntries(path).filter(({ kind }) => kind !== 'EpochStarted');
      expect(after.map(saying).filter((text) => !said.has(text))).toEqual([]);
      expect(new Set(after.map(saying)).size).toBe(ENTRIES - 1 - lost);
      expect(verifyJournal(path).kind).toBe('sound');
      const number = sell(journal, 'next').at(-1)!.body.receiptNumber as string;
      expect(before.some(({ bytes }) => Buffer.from(bytes).includes(number.slice(0, 4)))).toBe(false);
    },
  );

  it('loses nothing of what had been moved into the file', () => {
    const path = killed(true);
    flip(path, 0.5);
    expect(openRecovering(path).recovery).toMatchObject({ kept: ENTRIES, reappended: 0, lost: 0 });
  });

  it('or with a page of zeros is damage; cut off in its last commit it is what a power cut leaves', () => {
    const spoilt = killed();
    scribble(`${spoilt}-wal`, 40_000, Buffer.alloc(4096));
    expect(openRecovering(spoilt).recovery).toMatchObject({ lost: expect.any(Number) });
    const torn = killed();
    const log = readFileSync(`${torn}-wal`);
    writeFileSync(`${torn}-wal`, log.subarray(0, log.length - 1000));
    const { journal, recovery } = openRecovering(torn);
    expect([recovery, journal.head().seq]).toEqual([undefined, ENTRIES - 3]);
  });
});
