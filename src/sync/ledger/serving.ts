import type { LedgerRange, LedgerRangeAnswer, SignedEntry } from '../wire/ledger.ts';
import { MAX_EPOCHS, MAX_PAGE_ENTRIES, PAGE_BYTES } from '../wire/limits.ts';
import type { LedgerSource } from './source.ts';

/**
 * A page of the interval, as the first source that has it gives it; null when none has. The page says how far it reaches, which is its
 * last entry: whoever asked goes on from there. One without entries says that the whole interval has none.
 */
export function rangePage(sources: readonly LedgerSource[], asked: LedgerRange): LedgerRangeAnswer | null {
  const { workstation, epoch, afterSeq, beforeSeq } = asked;
  for (const source of sources) {
    const found = source.between(workstation, epoch, afterSeq, beforeSeq, MAX_PAGE_ENTRIES);
    if (found === null) continue;
    const entries = wholeNumbers(withinBytes(found.slice(0, MAX_PAGE_ENTRIES)), found);
    const last = entries.at(-1)?.entry.seq;
    return { workstation, epoch, afterSeq, beforeSeq: last === undefined ? beforeSeq : last + 1, entries };
  }
  return null;
}

/** Without the last number where some of its entries are on the next page: whoever asks goes on behind it. */
function wholeNumbers(page: SignedEntry[], found: readonly SignedEntry[]): SignedEntry[] {
  const cut = found[page.length]?.entry.seq;
  const whole = page.filter(({ entry }) => entry.seq !== cut);
  return whole.length === 0 ? page : whole;
}

function withinBytes(entries: readonly SignedEntry[]): SignedEntry[] {
  const page: SignedEntry[] = [];
  let bytes = 0;
  for (const signed of entries) {
    // A key and what stands around it; the rest of an entry with its signature is under 600 bytes.
    bytes += 600 + signed.entry.keys.length * 35;
    if (page.length > 0 && bytes > PAGE_BYTES) break;
    page.push(signed);
  }
  return page;
}

export interface JournalName {
  readonly workstation: string;
  readonly epoch: string;
}

/** A page of the newest entries of all journals, ordered by journal, after the one named. */
export function headsPage(
  sources: readonly LedgerSource[],
  after: JournalName | undefined,
): { readonly heads: SignedEntry[]; readonly more: boolean } {
  const newest = new Map<string, SignedEntry>();
  for (const source of sources) {
    for (const signed of source.heads()) {
      const name = nameText(signed.entry);
      if ((newest.get(name)?.entry.seq ?? 0) < signed.entry.seq) newest.set(name, signed);
    }
  }
  const rest = [...newest]
    .filter(([name]) => after === undefined || name > nameText(after))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, signed]) => signed);
  const heads = withinBytes(rest.slice(0, MAX_EPOCHS));
  return { heads, more: heads.length < rest.length };
}

function nameText({ workstation, epoch }: JournalName): string {
  return `${workstation} ${epoch}`;
}
