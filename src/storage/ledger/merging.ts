import { contains, joined, type Stretch, toldBy } from '../../domain/gate/coverage.ts';
import type { LedgerEntry, SaleReference } from '../../domain/gate/sold-ledger.ts';
import { standingSales, type TagFact } from '../../domain/gate/standing.ts';
import type { LedgerGap } from '../../workstation/ports/sold-ledger.ts';
import { keyBytes, packId, packKeys, unpackId } from './packing.ts';
import type { EntryRow, FactRow, JournalRow, LedgerTables, StretchTable } from './tables.ts';

/** Most entries that are kept of one number: a disk that was cloned makes two. */
export const MAX_FORKS = 8;

/** What became of an entry. */
export type Merged =
  | { readonly kind: 'added'; readonly id: number; readonly forked: boolean }
  | { readonly kind: 'known' }
  /** It was known and is older than the retention, so it does not come back. */
  | { readonly kind: 'forgotten' }
  /** So many others bear its number that it is left out. */
  | { readonly kind: 'tooManyForks' };

/** An entry checked and put into the file's form. `keys` has each key once. */
export interface PackedEntry {
  readonly workstation: string;
  readonly epoch: string;
  readonly row: Omit<EntryRow, 'id' | 'journal'>;
  readonly keys: readonly Buffer[];
}

/** @throws RangeError for a key that is none. */
export function pack(entry: LedgerEntry): PackedEntry {
  const { workstation, epoch, seq, prevSaleSeq, at } = entry;
  const keys = [...new Set(entry.keys)].map(keyBytes);
  const cancels = entry.kind === 'returned' ? packId(entry.cancels) : null;
  const transactionId = packId(entry.transaction);
  return { workstation, epoch, keys, row: { seq, prevSaleSeq, at, transactionId, cancels, keys: packKeys(keys) } };
}

/** Adds an entry to what is known, inside a transaction of the caller. Any order and any repetition lead to the same. */
export function merge(tables: LedgerTables, { workstation, epoch, row, keys }: PackedEntry): Merged {
  const journal = tables.journal(workstation, epoch) ?? tables.addJournal(workstation, epoch);
  tell(tables.known, journal.id, toldBy(row));
  // Above the head nothing has been seen, so nothing there can be known or forgotten.
  const isNext = row.seq > journal.head;
  if (isNext) tables.setHead(journal.id, row.seq);
  else if (isForgotten(tables, journal, row.seq)) return { kind: 'forgotten' };
  const others = isNext ? [] : tables.entriesAt(journal.id, row.seq);
  if (others.some((other) => isSame(other, row))) return { kind: 'known' };
  if (others.length >= MAX_FORKS) return { kind: 'tooManyForks' };
  const id = tables.addEntry({ ...row, journal: journal.id }, others.length);
  for (const key of keys) tables.addTag(key, id);
  return { kind: 'added', id, forked: others.length > 0 };
}

/** Takes a stretch for known that an answer covered, inside a transaction of the caller. */
export function mergeAnswered(tables: LedgerTables, { workstation, epoch, ...stretch }: LedgerGap): void {
  const journal = tables.journal(workstation, epoch) ?? tables.addJournal(workstation, epoch);
  tell(tables.known, journal.id, stretch);
}

/** Adds a stretch to a table of them, joined with those that it meets. */
export function tell(table: StretchTable, journal: number, stretch: Stretch): void {
  const last = table.last(journal, stretch.beforeSeq);
  if (last === undefined || last.afterSeq > stretch.afterSeq) return tellAmong(table, journal, stretch);
  // Mostly an entry comes right after the last one. Whatever begins before `last` ends before it, too.
  const [whole, apart] = joined([last, stretch]);
  if (whole !== undefined && whole.beforeSeq > last.beforeSeq) table.extend(journal, whole);
  if (apart !== undefined) table.add(journal, apart);
}

function tellAmong(table: StretchTable, journal: number, stretch: Stretch): void {
  const near = table.near(journal, stretch);
  for (const old of near) table.drop(journal, old);
  for (const next of joined([...near, stretch])) table.add(journal, next);
}

function isForgotten(tables: LedgerTables, { id }: JournalRow, seq: number): boolean {
  const last = tables.forgotten.last(id, seq);
  return last !== undefined && contains([last], seq);
}

function isSame(a: PackedEntry['row'], b: PackedEntry['row']): boolean {
  return (
    a.prevSaleSeq === b.prevSaleSeq &&
    a.at === b.at &&
    isSameId(a.transactionId, b.transactionId) &&
    isSameId(a.cancels, b.cancels) &&
    a.keys.equals(b.keys)
  );
}

function isSameId(a: string | Buffer | null, b: string | Buffer | null): boolean {
  return a instanceof Buffer && b instanceof Buffer ? a.equals(b) : a === b;
}

/** The sales of a tag that stand. */
export function standingIn(tables: LedgerTables, key: Buffer): SaleReference[] {
  const rows = tables.facts(key);
  return rows.length === 0 ? [] : standingSales(rows.map(factOfRow));
}

/** The sales of a tag that stand where they are several and `added`, the ids of new entries, brought a transaction to them; else null. */
export function doubledBy(tables: LedgerTables, key: Buffer, added: ReadonlySet<number>): SaleReference[] | null {
  const rows = tables.facts(key);
  if (rows.length < 2) return null;
  const now = standingSales(rows.map(factOfRow));
  const before = standingSales(rows.filter((row) => !added.has(row.entry)).map(factOfRow));
  const isNew = (sale: SaleReference) => !before.some((old) => old.transaction === sale.transaction);
  return now.length > 1 && now.some(isNew) ? now : null;
}

function factOfRow({ workstation, epoch, seq, at, transactionId, cancels }: FactRow): TagFact {
  if (cancels !== null) return { kind: 'returned', cancels: unpackId(cancels) };
  return { kind: 'sold', sale: { workstation, epoch, seq, transaction: unpackId(transactionId) }, at };
}
