import type { StartReturn } from './commands.ts';
import { type Decision, events, refused } from './decide.ts';
import type { TransactionEvent } from './events.ts';
import { type ReturnedLine, returnTotals } from './return-totals.ts';
import type { Line, Transaction } from './transaction.ts';

/**
 * Opens a return: a transaction of its own that refers to the sale, with the lines that come back and what the sale's allocation
 * says they are worth. Never more than was sold and has not come back before. A deposit comes back with its item.
 */
export function startReturn(command: StartReturn): Decision {
  const { sale, before, at } = command;
  if (sale.phase !== 'completed' || sale.completion === null || sale.returnOf !== null)
    return refused('nothingToReturn');
  if (new Set(command.lines.map((it) => it.lineId)).size < command.lines.length) return refused('nothingToReturn');
  const wanted = withLinked(sale, command.lines);
  const returned: ReturnedLine[] = [];
  for (const [index, { line, quantity }] of wanted.entries()) {
    const already = returnedBefore(before, line.lineId);
    const lineId = command.lineIds[index];
    if (lineId === undefined || quantity < 1 || already + quantity > line.quantity) return refused('nothingToReturn');
    returned.push({ lineId, line, quantity, before: already });
  }
  if (returned.length === 0) return refused('nothingToReturn');
  const { currency, locale, training, tax, transactionId } = sale;
  const rules = { ...tax, rates: tax.rates.map((rate) => ({ ...rate })) };
  return events(
    {
      kind: 'TransactionStarted',
      body: {
        startedAt: at,
        trigger: 'touch',
        currency,
        locale,
        training,
        returnOf: transactionId,
        returnedReceipt: sale.completion.receiptNumber,
        tax: rules,
      },
    },
    { kind: 'PromotionsPinned', body: { setHash: sale.promotions?.setHash ?? 'none', at } },
    ...returned.map((one) => lineAdded(one, returned)),
    { kind: 'TotalsAgreed', body: returnTotals(sale, returned) },
  );
}

/** How many pieces of a line have come back in these returns; those that were cancelled gave nothing back. */
export function returnedBefore(returns: readonly Transaction[], lineId: string): number {
  return returns
    .filter((it) => it.phase !== 'cancelled')
    .flatMap((it) => it.lines)
    .reduce((count, line) => (line.returns === lineId ? count + line.quantity : count), 0);
}

function withLinked(sale: Transaction, lines: StartReturn['lines']): { line: Line; quantity: number }[] {
  return lines.flatMap(({ lineId, quantity }) =>
    sale.lines
      .filter((line) => line.lineId === lineId || line.linkedTo === lineId)
      .map((line) => ({ line, quantity: line.lineId === lineId ? quantity : Math.min(quantity, line.quantity) })),
  );
}

function lineAdded({ lineId, line, quantity }: ReturnedLine, all: readonly ReturnedLine[]): TransactionEvent {
  const linkedTo = all.find((it) => it.line.lineId === line.linkedTo)?.lineId;
  return {
    kind: 'LineAdded',
    body: {
      lineId,
      item: line.item,
      identity: line.identity,
      quantity,
      returns: line.lineId,
      ...(line.grams === null ? {} : { grams: line.grams }),
      ...(line.labelPrice === null ? {} : { labelPrice: line.labelPrice }),
      ...(linkedTo === undefined ? {} : { linkedTo }),
      ...(line.tag === null ? {} : { tag: line.tag }),
    },
  };
}
