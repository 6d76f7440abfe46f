import { taxAdded } from './added.ts';
import { taxIncluded } from './included.ts';
import type { TaxableLine, TaxComponent, TaxedLine, TaxResult, TaxRules, TaxTotal } from './model.ts';
import { rateLines } from './rate-book.ts';

export type TaxOutcome =
  | { readonly kind: 'ok'; readonly result: TaxResult }
  /** A line carries a code that the rules have no rate for. */
  | { readonly kind: 'unknownCode'; readonly code: string };

/**
 * The tax of a document, exact up to its one half-up rounding: per line, or per rate over the whole document (with prices that
 * include tax: per set of codes, which is per rate where lines carry one code). Amounts are minor units; a refund is the same
 * lines with negative amounts and gives the negative of the same taxes. Totals stand in the order of `rules.rates`, those of
 * exempt and zero rates with tax 0, and do not depend on the order of the lines.
 * @throws RangeError on an amount that is no integer, a percent that is no decimal, or sums beyond the safe integers.
 */
export function computeTax(lines: readonly TaxableLine[], rules: TaxRules): TaxOutcome {
  const rated = rateLines(lines, rules.rates);
  if (rated.kind === 'unknownCode') return rated;
  const tax = rules.pricesIncludeTax ? taxIncluded : taxAdded;
  const components = rules.rounding === 'document' ? tax(rated.lines) : rated.lines.map((line) => tax([line])[0] ?? []);
  const taxed = lines.map(({ lineId }, index): TaxedLine => {
    const own = components[index] ?? [];
    return { lineId, components: own, tax: own.reduce((sum, component) => sum + component.tax, 0) };
  });
  const totals = totalsOf(components.flat(), rules);
  return { kind: 'ok', result: { lines: taxed, totals, tax: totals.reduce((sum, total) => sum + total.tax, 0) } };
}

function totalsOf(components: readonly TaxComponent[], rules: TaxRules): TaxTotal[] {
  const sums = new Map<string, { base: number; tax: number }>();
  for (const { code, base, tax } of components) {
    const sum = sums.get(code) ?? { base: 0, tax: 0 };
    sums.set(code, { base: sum.base + base, tax: sum.tax + tax });
  }
  return rules.rates.flatMap(({ code, percent, name }) => {
    const sum = sums.get(code);
    return sum === undefined ? [] : [{ code, ...sum, percent, ...(name === undefined ? {} : { name }) }];
  });
}
