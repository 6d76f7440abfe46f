import { type Attempt, movedBy, type Sale } from '../product-journal.ts';

/** A refund never gives back more than was paid, by sale, by payment and by line; and only what was sold comes back. */
export function returnsAgainstSales(sales: readonly Sale[], all: ReadonlyMap<string, Sale>): string[] {
  const bySale = Map.groupBy(
    sales.filter(({ returnOf, state }) => returnOf !== null && state !== 'cancelled'),
    ({ returnOf }) => returnOf ?? '',
  );
  return [...bySale].flatMap(([id, returns]) => {
    const sale = all.get(id);
    // Its entries may be what a damage has taken.
    if (sale === undefined || !sales.includes(sale)) return [];
    if (sale.state !== 'completed' || sale.returnOf !== null)
      return [`${id} is given money back for, and is ${sale.state}`];
    return [...byLine(sale, returns), ...byPayment(sale, returns), ...inAll(sale, returns)];
  });
}

function byLine(sale: Sale, returns: readonly Sale[]): string[] {
  const back = new Map<string, number>();
  for (const { lines, returns: of } of returns) {
    for (const [lineId, pieces] of lines) {
      const sold = of.get(lineId) ?? '';
      back.set(sold, (back.get(sold) ?? 0) + pieces);
    }
  }
  return [...back].flatMap(([lineId, pieces]) =>
    pieces <= (sale.lines.get(lineId) ?? 0)
      ? []
      : [`of line ${lineId} of sale ${sale.id} ${pieces} came back, and ${sale.lines.get(lineId) ?? 0} were sold`],
  );
}

function byPayment(sale: Sale, returns: readonly Sale[]): string[] {
  const refunds = returns.flatMap(({ attempts }) => [...attempts.values()]);
  return [...Map.groupBy(refunds, ({ refundOf }) => refundOf ?? '')].flatMap(([paymentId, back]) => {
    const paid = sale.attempts.get(paymentId);
    const given = sum(back);
    return paid !== undefined && -given <= movedBy(paid)
      ? []
      : [`payment ${paymentId} of ${paid?.approved} was given back ${-given} of`];
  });
}

function inAll(sale: Sale, returns: readonly Sale[]): string[] {
  const given = -returns.reduce((total, { attempts }) => total + sum(attempts.values()), 0);
  const agreed = -returns.reduce((total, { total: own }) => total + (own ?? 0), 0);
  return Math.max(given, agreed) <= (sale.total ?? 0)
    ? []
    : [`sale ${sale.id} of ${sale.total} was given back ${given}, and ${agreed} was agreed on`];
}

function sum(attempts: Iterable<Attempt>): number {
  return [...attempts].reduce((total, attempt) => total + movedBy(attempt), 0);
}
