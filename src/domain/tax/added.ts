import { type Minor, mulDivHalfUp } from '../money/money.ts';
import type { TaxComponent } from './model.ts';
import type { Rate, RatedLine } from './rate-book.ts';
import { spread } from './spread.ts';

/**
 * Adds tax to prices that exclude it, rounding half-up once per rate over all the lines given. A compound rate falls on the
 * amount plus the taxes named before it on the same line. A rate's tax reaches its lines by largest remainder; ties go to the
 * lines whose list of codes sorts first, then to the earlier line, so that no total depends on the order of the lines.
 * Answers the components of each line, in the order of its codes.
 */
export function taxAdded(lines: readonly RatedLine[]): TaxComponent[][] {
  const taxed = lines.map(() => new Map<Rate, TaxComponent>());
  const ordered = [...lines.keys()].sort((a, b) => compare(codeList(lines[a]!), codeList(lines[b]!)) || a - b);
  for (const rate of inOrderOfUse(lines)) {
    const members = ordered.filter((index) => lines[index]!.rates.includes(rate));
    const bases = members.map(
      (index) => lines[index]!.amount + (rate.compound ? taxesBefore(rate, lines[index]!, taxed[index]!) : 0),
    );
    const whole = 100 * rate.scale;
    const tax = mulDivHalfUp(
      bases.reduce((a, b) => a + b, 0),
      rate.perHundred,
      whole,
    );
    const exact = bases.map((base) => BigInt(base) * BigInt(rate.perHundred));
    spread(tax, exact, BigInt(whole)).forEach((part, place) => {
      taxed[members[place]!]!.set(rate, { code: rate.code, base: bases[place]!, tax: part });
    });
  }
  return lines.map((line, index) => line.rates.map((rate) => taxed[index]!.get(rate)!));
}

function taxesBefore(rate: Rate, line: RatedLine, taxed: ReadonlyMap<Rate, TaxComponent>): Minor {
  const before = line.rates.slice(0, line.rates.indexOf(rate));
  return before.reduce((tax, earlier) => tax + (taxed.get(earlier)?.tax ?? 0), 0);
}

/**
 * The rates of the lines, each after those it compounds on. Should two lines name two compound rates in opposite orders, the
 * store's own list decides which comes first.
 */
function inOrderOfUse(lines: readonly RatedLine[]): Rate[] {
  const waiting = new Map<Rate, Set<Rate>>();
  for (const line of lines) {
    line.rates.forEach((rate, index) => {
      const needs = waiting.get(rate) ?? new Set();
      if (rate.compound) for (const earlier of line.rates.slice(0, index)) needs.add(earlier);
      waiting.set(rate, needs);
    });
  }
  const left = [...waiting.keys()].sort((a, b) => a.rank - b.rank);
  const order: Rate[] = [];
  while (left.length > 0) {
    const free = left.findIndex((rate) => [...waiting.get(rate)!].every((needed) => order.includes(needed)));
    order.push(...left.splice(Math.max(free, 0), 1));
  }
  return order;
}

function codeList(line: RatedLine): string {
  return line.rates.map((rate) => rate.rank).join();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
