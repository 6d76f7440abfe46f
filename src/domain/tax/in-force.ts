import type { TaxRate, TaxRules } from './model.ts';

/**
 * The rules as they hold on one business day (store-local, YYYY-MM-DD): of several rates with one code the latest that has begun.
 * A code whose every rate is still to come has none, and goods that carry it cannot be sold yet.
 */
export function taxInForce(rules: TaxRules, businessDay: string): TaxRules {
  const latest = new Map<string, TaxRate>();
  for (const rate of rules.rates) {
    const from = rate.validFrom ?? '';
    if (from > businessDay) continue;
    const known = latest.get(rate.code);
    if (known === undefined || (known.validFrom ?? '') <= from) latest.set(rate.code, rate);
  }
  return { ...rules, rates: rules.rates.filter((rate) => latest.get(rate.code) === rate) };
}
