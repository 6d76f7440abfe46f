import type { LedgerEntry, SaleReference } from './sold-ledger.ts';

/** What one entry says of one tag. */
export type TagFact =
  | { readonly kind: 'sold'; readonly sale: SaleReference; readonly at: number }
  /** The sale of this transaction no longer stands, whether it is known already or not. */
  | { readonly kind: 'returned'; readonly cancels: string };

/** What an entry says of each of its tags. */
export function factOf(entry: LedgerEntry): TagFact {
  if (entry.kind === 'returned') return { kind: 'returned', cancels: entry.cancels };
  const { workstation, epoch, seq, transaction, at } = entry;
  return { kind: 'sold', sale: { workstation, epoch, seq, transaction }, at };
}

/**
 * The sales of a tag that stand, given everything that is known of it, in any order and any number of times: at most one a
 * transaction, since a lane that lost its disk records a sale again under the same transaction. Oldest first by the clocks of the
 * workstations, then by their numbers, so that two boxes that know the same say the same.
 */
export function standingSales(facts: Iterable<TagFact>): SaleReference[] {
  const cancelled = new Set<string>();
  const sold: Extract<TagFact, { kind: 'sold' }>[] = [];
  for (const fact of facts) {
    if (fact.kind === 'returned') cancelled.add(fact.cancels);
    else sold.push(fact);
  }
  const first = new Map<string, SaleReference>();
  for (const { sale } of sold.sort(byAge)) {
    if (!cancelled.has(sale.transaction) && !first.has(sale.transaction)) first.set(sale.transaction, sale);
  }
  return [...first.values()];
}

function byAge(a: Extract<TagFact, { kind: 'sold' }>, b: Extract<TagFact, { kind: 'sold' }>): number {
  return (
    a.at - b.at ||
    inOrder(a.sale.workstation, b.sale.workstation) ||
    inOrder(a.sale.epoch, b.sale.epoch) ||
    a.sale.seq - b.sale.seq ||
    inOrder(a.sale.transaction, b.sale.transaction)
  );
}

function inOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
