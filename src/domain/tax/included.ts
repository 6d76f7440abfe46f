import { type Minor, mulDivHalfUp } from '../money/money.ts';
import type { TaxComponent } from './model.ts';
import type { Rate, RatedLine } from './rate-book.ts';
import { spread } from './spread.ts';

/**
 * Takes the tax out of prices that include it, rounding once for all lines that carry the same set of codes. The price holds
 * every one of its taxes, so each is gross × r / (100 + Σr) and none compounds. The set's tax is rounded half-up and reaches
 * first its codes, then its lines, by largest remainder: gross − Σ tax is the base of every component of a line.
 * Answers the components of each line, in the order of its codes.
 */
export function taxIncluded(lines: readonly RatedLine[]): TaxComponent[][] {
  const result: TaxComponent[][] = lines.map(() => []);
  const sameCodes = Map.groupBy(lines.keys(), (index) => codeSet(lines[index]!.rates));
  for (const members of sameCodes.values()) {
    const amounts = members.map((index) => lines[index]!.amount);
    const rates = lines[members[0]!]!.rates.toSorted((a, b) => a.rank - b.rank);
    const taxes = groupTaxes(amounts, rates);
    members.forEach((index, place) => {
      const taxed = new Map(rates.map((rate, nth) => [rate.code, taxes[nth]![place]!]));
      const base = amounts[place]! - sum([...taxed.values()]);
      result[index] = lines[index]!.rates.map(({ code }) => ({ code, base, tax: taxed.get(code) ?? 0 }));
    });
  }
  return result;
}

/** The tax of each rate on each amount: `[rate][amount]`. */
function groupTaxes(amounts: readonly Minor[], rates: readonly Rate[]): Minor[][] {
  const scale = Math.max(1, ...rates.map((rate) => rate.scale));
  const shares = rates.map((rate) => rate.perHundred * (scale / rate.scale));
  const whole = 100 * scale + sum(shares);
  const gross = sum(amounts);
  const tax = mulDivHalfUp(gross, sum(shares), whole);
  const byRate = spread(
    tax,
    shares.map((share) => BigInt(gross) * BigInt(share)),
    BigInt(whole),
  );
  return shares.map((share, nth) =>
    spread(
      byRate[nth]!,
      amounts.map((amount) => BigInt(amount) * BigInt(share)),
      BigInt(whole),
    ),
  );
}

function codeSet(rates: readonly Rate[]): string {
  return rates
    .map((rate) => rate.rank)
    .sort((a, b) => a - b)
    .join();
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
