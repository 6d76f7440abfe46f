import { type Entry, type Sale, type TagEntry, tagEntriesIn } from '../product-journal.ts';

/**
 * Every completed sale says which tags it took: those of its lines, once, or none in training; a return gives back those of its lines and
 * cancels its own sale. Each entry names the one before it in its epoch, so that a reader sees a gap. No basket has a tag twice.
 */
export function tagsAgainstSales(
  entries: readonly Entry[],
  sales: readonly Sale[],
  all: ReadonlyMap<string, Sale>,
): string[] {
  const said = tagEntriesIn(entries);
  const bySale = Map.groupBy(said, ({ transactionId }) => transactionId);
  return [
    ...numbers(said),
    ...sales.flatMap((sale) => [...twiceInBasket(sale), ...ofItsLines(sale, bySale.get(sale.id) ?? [])]),
    ...said.flatMap((entry) => ofSomeSale(entry, all)),
  ];
}

function numbers(said: readonly TagEntry[]): string[] {
  const last = new Map<string, number>();
  return said.flatMap(({ epoch, seq, prevSaleSeq }) => {
    const due = last.get(epoch) ?? 0;
    last.set(epoch, seq);
    return prevSaleSeq === due
      ? []
      : [`entry ${seq} names ${prevSaleSeq} as the entry about tags before it, not ${due}`];
  });
}

function twiceInBasket({ id, tags }: Sale): string[] {
  const keys = [...tags.values()];
  return new Set(keys).size === keys.length ? [] : [`sale ${id} has a tag twice`];
}

function ofItsLines(sale: Sale, said: readonly TagEntry[]): string[] {
  const due = sale.state === 'completed' && !sale.training ? [...sale.tags.values()] : [];
  if (due.length === 0) return said.length === 0 ? [] : [`sale ${sale.id} has no tags to move, and moves some`];
  const kind = sale.returnOf === null ? 'EpcsSold' : 'EpcsReturned';
  const [entry] = said;
  if (entry === undefined || said.length > 1)
    return [`sale ${sale.id} says ${said.length} times what became of its tags`];
  const right =
    entry.kind === kind &&
    [...entry.keys].sort().join() === [...due].sort().join() &&
    entry.cancels === (sale.returnOf ?? undefined);
  return right ? [] : [`sale ${sale.id} says of its tags what is not so`];
}

/** The transaction is there at all: what nobody sold can't be sold at the gate. */
function ofSomeSale({ seq, transactionId }: TagEntry, all: ReadonlyMap<string, Sale>): string[] {
  return all.has(transactionId) ? [] : [`entry ${seq} is about tags of no sale`];
}
