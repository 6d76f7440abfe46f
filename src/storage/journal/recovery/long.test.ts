import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PAGE } from '../../../../test/fixtures/damage.ts';
import { saying, sell, storedEntries } from '../../../../test/fixtures/sales.ts';
import { journalOptions, temporaryFolder, temporaryJournal } from '../../../../test/fixtures/storage.ts';
import { Fault } from '../../../workstation/ports/fault.ts';
import { journalFiles } from '../files.ts';
import type { StoredEntry } from '../reader.ts';
import { verifyJournal } from '../verify.ts';
import { recover } from './recover.ts';

type Damage =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'zero' | 'noise'; readonly page: number }
  | { readonly kind: 'cut'; readonly length: number };

/** Sales small and large, so that some entries lie over several pages; told apart by every word of their names. */
function soundJournal(): { readonly bytes: Buffer; readonly entries: StoredEntry[] } {
  const journal = temporaryJournal();
  for (let sale = 1; sale <= 40; sale += 1) {
    const words = sale % 8 === 0 ? 1500 : 1;
    sell(journal, `sale-${sale}`, Array.from({ length: words }, (_, word) => `milk-${sale}-${word}`).join(' '));
  }
  journal.close();
  return { bytes: readFileSync(journal.path), entries: storedEntries(journal.path) };
}

/** Pages that hold any part of an entry, old copies too. What lies on none that is damaged must be found. */
function pagesOf(entry: StoredEntry, file: Buffer): number[] {
  const bytes = Buffer.from(entry.bytes);
  return Array.from({ length: file.length / PAGE }, (_, index) => index).filter((index) => {
    const page = file.subarray(index * PAGE, (index + 1) * PAGE);
    return (
      page.includes(bytes.subarray(0, 60)) ||
      bytes.includes(page.subarray(100, 140)) ||
      page.includes(bytes.subarray(-60))
    );
  });
}

function damaged(file: Buffer, damages: readonly Damage[]): { readonly bytes: Buffer; readonly pages: Set<number> } {
  const bytes = Buffer.from(file);
  const pages = new Set<number>();
  let length = file.length;
  for (const damage of damages) {
    if (damage.kind === 'cut') {
      length = Math.min(length, damage.length);
      for (let page = Math.floor(length / PAGE); page < file.length / PAGE; page += 1) pages.add(page);
    } else if (damage.kind === 'flip') {
      bytes[damage.at] = bytes[damage.at]! ^ (1 << damage.bit);
      pages.add(Math.floor(damage.at / PAGE));
    } else {
      bytes.fill(damage.kind === 'zero' ? 0 : 0xa7, damage.page * PAGE, (damage.page + 1) * PAGE);
      pages.add(damage.page);
    }
  }
  return { bytes: bytes.subarray(0, length), pages };
}

it('salvages every whole entry on an undamaged page exactly once, invents none, and leaves a chain that verifies', () => {
  const { bytes: file, entries } = soundJournal();
  const lies = entries.map((entry) => ({ entry, said: saying(entry), pages: pagesOf(entry, file) }));
  expect(new Set(lies.flatMap(({ pages }) => pages)).size).toBeGreaterThan(20);
  const lastPage = file.length / PAGE - 1;
  const damage: fc.Arbitrary<Damage> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('flip' as const), at: fc.nat(file.length - 1), bit: fc.nat(7) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom('zero' as const, 'noise' as const), page: fc.nat(lastPage) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), length: fc.nat(file.length) }) },
  );
  const reason = new Fault('STORAGE_CORRUPT', 'spoilt by the test');
  const folder = temporaryFolder();
  let run = 0;
  let recorded = 0;
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 12 }), (damages) => {
      run += 1;
      const path = join(folder, `${run}.db`);
      const { bytes, pages } = damaged(file, damages);
      writeFileSync(path, bytes);
      const recovery = recover(journalFiles(path), journalOptions(path), reason);
      expect(readFileSync(recovery.preserved)).toEqual(bytes);
      expect(verifyJournal(path)).toMatchObject({ kind: 'sound', entries: recovery.kept + recovery.reappended + 1 });

      const after = storedEntries(path);
      expect(after.slice(0, recovery.kept)).toEqual(entries.slice(0, recovery.kept));
      const again = [...after.slice(0, recovery.kept), ...after.slice(recovery.kept + 1)].map(saying);
      expect(new Set(again).size).toBe(again.length);
      const before = new Map(lies.map(({ said }, index) => [said, index]));
      const order = again.map((said) => before.get(said) ?? -1);
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(order.includes(-1)).toBe(false);
      const found = new Set(again);
      const due = lies.filter(
        ({ entry, pages: on }) => entry.kind !== 'EpochStarted' && !on.some((page) => pages.has(page)),
      );
      expect(due.filter(({ said }) => !found.has(said)).map(({ entry }) => entry.position)).toEqual([]);
      recorded += recovery.reappended;
    }),
    { numRuns: 3000 },
  );
  expect(recorded).toBeGreaterThan(500);
}, 900_000);
