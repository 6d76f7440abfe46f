import { type Minor, mulDivHalfUp } from '../money/money.ts';
import type { AgreedTotals } from './events.ts';
import type { Line, Transaction } from './transaction.ts';

/** Some pieces of one line of a sale that come back, and how many had come back before. */
export interface ReturnedLine {
  /** The line of the return. */
  readonly lineId: string;
  readonly line: Line;
  readonly quantity: number;
  readonly before: number;
}

type AgreedLine = AgreedTotals['lines'][number];

/**
 * What a return gives back: the sale's own allocation, negated. Some of a line's pieces give back their share of everything that
 * was allocated to it, rounded so that all the returns of a line add up to it exactly. Amounts are ≤ 0.
 */
export function returnTotals(sale: Transaction, returned: readonly ReturnedLine[]): AgreedTotals {
  const agreed = new Map(sale.totals?.lines.map((line) => [line.lineId, line]));
  const lines = returned.flatMap((one) => {
    const original = agreed.get(one.line.lineId);
    return original === undefined ? [] : [mirrored(original, one, sale.tax.pricesIncludeTax)];
  });
  const sum = (of: (line: AgreedLine) => Minor): Minor => lines.reduce((total, line) => total + of(line), 0);
  const components = lines.flatMap((line) => line.taxes);
  const taxes = (sale.totals?.taxes ?? []).flatMap(({ code, percent, name }) => {
    const own = components.filter((component) => component.code === code);
    if (own.length === 0) return [];
    const base = own.reduce((total, component) => total + component.base, 0);
    const tax = own.reduce((total, component) => total + component.tax, 0);
    return [{ code, base, tax, percent, ...(name === undefined ? {} : { name }) }];
  });
  const tax = sum((line) => line.tax);
  return {
    lines,
    gross: sum((line) => line.gross),
    discount: sum((line) => line.discount),
    tax,
    total: sum((line) => line.net) + (sale.tax.pricesIncludeTax ? 0 : tax),
    taxes,
    proof: sale.totals?.proof ?? 'optimal',
  };
}

function mirrored(original: AgreedLine, returned: ReturnedLine, pricesIncludeTax: boolean): AgreedLine {
  const { line, quantity, before } = returned;
  const share = (amount: Minor): Minor => {
    const given = mulDivHalfUp(amount, before + quantity, line.quantity) - mulDivHalfUp(amount, before, line.quantity);
    return given === 0 ? 0 : -given;
  };
  const modifiers = original.modifiers.map((modifier) => ({ ...modifier, amount: share(modifier.amount) }));
  const gross = share(original.gross);
  const discount = modifiers.reduce((sum, { amount }) => sum + amount, 0);
  const net = gross - discount;
  const taxes = original.taxes.map(({ code, base, tax }) => ({ code, base: share(base), tax: share(tax) }));
  const tax = taxes.reduce((sum, component) => sum + component.tax, 0);
  // Where a price was its base and its tax, what comes back is so too, whichever way the shares were rounded.
  const whole = pricesIncludeTax && original.taxes.every(({ base }) => base === original.net - original.tax);
  return {
    lineId: returned.lineId,
    gross,
    discount,
    net,
    tax,
    modifiers,
    taxes: whole ? taxes.map((component) => ({ ...component, base: net - tax })) : taxes,
  };
}
