import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyJournal } from '../../../src/storage/index.ts';
import { storedEntries } from '../../fixtures/sales.ts';
import { temporaryFolder, temporaryJournal } from '../../fixtures/storage.ts';
import { straceMissing, traced } from '../../fixtures/strace.ts';

const WRITER = new URL('./mending-writer.ts', import.meta.url).pathname;
const missing = straceMissing();
const SALES = 40;

describe.skipIf(missing !== null)('a disk that fails (needs strace, and leave to trace)', () => {
  it.each([
    ['fsync,fdatasync:error=EIO:when=22', 'one fsync of a commit'],
    ['fsync,fdatasync:error=EIO:when=25', 'one fsync of a checkpoint'],
    ['fsync,fdatasync:error=EIO:when=24+17', 'every seventeenth fsync'],
    ['fsync,fdatasync:error=EIO:when=30..38', 'some fsyncs in a row, reopening too'],
    ['pwrite64:error=EIO:when=90+41', 'a write now and then'],
    ['pwrite64:error=ENOSPC:when=90+41', 'want of room now and then'],
  ])('with %s loses no sale that was acknowledged and doubles none: %s', async (inject) => {
    const path = join(temporaryFolder(), 'journal.db');
    const { lines } = await traced(inject, [WRITER, path]);
    expect(lines.at(-1)).toBe('closed');
    expect(lines.filter((line) => /^(fault|checkpoint) STORAGE_/.test(line))).not.toEqual([]);
    const sold = lines.filter((line) => line.startsWith('sold'));
    expect(sold).toHaveLength(SALES);

    const journal = temporaryJournal(path);
    const code = journal.epochCode();
    expect(sold).toEqual(sold.map((_, at) => `sold sale-${at + 1} ${code}-${String(at + 1).padStart(6, '0')}`));
    for (let sale = 1; sale <= SALES; sale += 1) {
      expect(journal.entriesOf(`sale-${sale}`)).toHaveLength(3);
      expect(journal.saleByReceipt(`${code}-${String(sale).padStart(6, '0')}`)).toBe(`sale-${sale}`);
    }
    expect(storedEntries(path)).toHaveLength(1 + 3 * SALES);
    expect(verifyJournal(path)).toMatchObject({ kind: 'sound', last: journal.head() });
  });
});
