import type { PromotableLine } from '../../src/domain/promotion/engine.ts';
import type { Match, Promotion } from '../../src/domain/promotion/shape.ts';
import { basket, type Density, promotions, seeded, shopFor } from '../promotion/synthetic-shop.ts';
import { percentiles, type Row } from './row.ts';

const BASKETS = 20;
const SEED = 1;

/** What a benchmark's baskets meet: promotions on goods (not spends) per line, and lines in a component that shares any. */
export function* loadOf(lines: number, rules: number, density: Density): Generator<Row> {
  const random = seeded(SEED);
  const set = promotions(random, rules, density, false);
  const touching: number[] = [];
  const sizes: number[] = [];
  for (let n = 0; n < BASKETS; n += 1) {
    const goods = basket(random, lines, shopFor(rules));
    const takers = set
      .map((promotion) => goods.map((_, at) => at).filter((at) => touches(promotion, goods[at]!)))
      .filter((taken) => taken.length > 0);
    touching.push(...goods.map((_, at) => takers.filter((taken) => taken.includes(at)).length));
    sizes.push(...componentSizes(goods.length, takers));
  }
  const name = `${lines}x${rules}-${density}`;
  const told = { target: 'what the baskets meet', reached: true };
  yield {
    suite: 'promotion',
    name: `touching-${name}`,
    unit: 'promotions per line',
    ...percentiles(touching),
    ...told,
  };
  yield { suite: 'promotion', name: `components-${name}`, unit: 'lines', ...percentiles(sizes), ...told };
}

/** Whether some line could serve in some group. */
export function reaches(promotion: Promotion, goods: readonly PromotableLine[]): boolean {
  return goods.some((line) => touches(promotion, line));
}

function touches({ groups }: Promotion, line: PromotableLine): boolean {
  return groups.some(({ match }) => matches(match, line));
}

function matches({ all, items, categories }: Match, line: PromotableLine): boolean {
  return (
    all === true ||
    items?.includes(line.itemId) === true ||
    categories?.some((category) => line.categories.includes(category)) === true
  );
}

/** Lines that some promotion touches, by how many stand or fall together. */
function componentSizes(lines: number, takers: readonly (readonly number[])[]): number[] {
  const root = Array.from({ length: lines }, (_, at) => at);
  const find = (at: number): number => (root[at] === at ? at : find(root[at]!));
  for (const taken of takers) for (const at of taken) root[find(at)] = find(taken[0]!);
  const sizes = new Map<number, number>();
  for (const at of new Set(takers.flat())) sizes.set(find(at), (sizes.get(find(at)) ?? 0) + 1);
  return [...sizes.values()];
}
