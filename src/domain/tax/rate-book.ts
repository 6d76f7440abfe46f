import { parseDecimal } from '../money/decimal.ts';
import type { TaxableLine, TaxRate } from './model.ts';

/** A rate ready to compute with: `perHundred / (100 × scale)` of its base, exactly. */
export interface Rate {
  readonly code: string;
  /** Its place in the store's list of rates, by which codes are ordered where their lines don't say. */
  readonly rank: number;
  /** The percent times `scale`; 0 for an exempt rate. */
  readonly perHundred: number;
  readonly scale: number;
  readonly compound: boolean;
}

/** A line with its rates looked up; a code named twice counts once. `amount` is the taxable amount in minor units. */
export interface RatedLine {
  readonly amount: number;
  readonly rates: readonly Rate[];
}

export type RatedLines =
  | { readonly kind: 'ok'; readonly lines: readonly RatedLine[] }
  | { readonly kind: 'unknownCode'; readonly code: string };

/**
 * Looks up the codes of every line; the first code that has no rate is named. A manufacturer-funded discount is added back
 * to the line's amount, since it does not lower what the tax falls on.
 * @throws RangeError when a rate's percent is no decimal or two rates share a code (the rates were not validated).
 */
export function rateLines(lines: readonly TaxableLine[], rates: readonly TaxRate[]): RatedLines {
  const book = new Map(rates.map((rate, rank) => [rate.code, readRate(rate, rank)]));
  if (book.size !== rates.length) throw new RangeError('two tax rates share a code');
  const rated: RatedLine[] = [];
  for (const line of lines) {
    const found: Rate[] = [];
    for (const code of new Set(line.taxCodes)) {
      const rate = book.get(code);
      if (rate === undefined) return { kind: 'unknownCode', code };
      found.push(rate);
    }
    // A refund turns signs around, and the minus zero that makes of nothing is zero again.
    rated.push({ amount: 0 + line.amount + (line.fundedDiscount ?? 0), rates: found });
  }
  return { kind: 'ok', lines: rated };
}

function readRate(rate: TaxRate, rank: number): Rate {
  const percent = parseDecimal(rate.percent);
  if (percent === null) throw new RangeError(`tax rate ${rate.code} has no percent but "${rate.percent}"`);
  const perHundred = rate.exempt === true ? 0 : percent.numerator;
  return { code: rate.code, rank, perHundred, scale: percent.denominator, compound: rate.compound === true };
}
