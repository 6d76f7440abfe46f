/** A made-up grocer: goods with department, category and brand, promotions of every family on them, and baskets of its shoppers. */
import type { PromotableLine } from '../../src/domain/promotion/engine.ts';
import type { Discount, Match, Promotion } from '../../src/domain/promotion/shape.ts';

export type Density = 'sparse' | 'dense';
export type Random = () => number;

/** Numbers in [0, 1) that a seed repeats (mulberry32, public domain). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ITEMS = 10_000;
const CATEGORIES = 300;
const DEPARTMENTS = 12;
const BRANDS = 400;
const WEIGHED_SHARE = 0.06;
const ENDINGS = [9, 9, 9, 5, 0, 0, 9, 5];

interface Good {
  readonly id: string;
  readonly price: number;
  readonly weighed: boolean;
  readonly categories: readonly string[];
}

const GOODS: readonly Good[] = (() => {
  const random = seeded(20_260_302);
  return Array.from({ length: ITEMS }, (_, at) => {
    const category = at % CATEGORIES;
    const brand = Math.floor(random() * BRANDS);
    const price = Math.max(20, Math.round(random() ** 2 * 180) * 10 + ENDINGS[Math.floor(random() * ENDINGS.length)]!);
    return {
      id: `i${at}`,
      price,
      weighed: random() < WEIGHED_SHARE,
      categories: [`c${category}`, `d${category % DEPARTMENTS}`, `b${brand}`],
    };
  });
})();

const below = (random: Random, n: number) => Math.floor(random() * n);
const one = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)]!;

/** A basket of distinct lines: a shopper goes to a few shelves and takes several things from each. */
export function basket(random: Random, lines: number): PromotableLine[] {
  const shelves = Array.from({ length: Math.max(3, Math.ceil(lines / 4)) }, () => below(random, CATEGORIES));
  const taken = new Set<number>();
  while (taken.size < lines) {
    taken.add((below(random, ITEMS / CATEGORIES) | 0) * CATEGORIES + one(random, shelves));
    if (random() < 0.2) taken.add(below(random, ITEMS));
  }
  return [...taken].slice(0, lines).map((at, index) => lineOf(random, GOODS[at % ITEMS]!, index));
}

function lineOf(random: Random, good: Good, index: number): PromotableLine {
  const grams = good.weighed ? 50 + below(random, 1500) : null;
  const quantity = grams === null ? one(random, [1, 1, 1, 1, 2, 2, 3, 4, 6]) : 1;
  const unitPrice = grams === null ? good.price : Math.floor((good.price * grams * 2 + 1000) / 2000);
  const line = { lineId: `L${index}`, itemId: good.id, categories: good.categories, quantity, unitPrice };
  return { ...line, gross: unitPrice * quantity, promotable: true, ...(grams === null ? {} : { grams }) };
}

/** Promotions of the six unit families in a grocer's proportions, with some thresholds where they are asked for. */
export function promotions(random: Random, count: number, density: Density, thresholds = true): Promotion[] {
  return Array.from({ length: count }, (_, at) => {
    const { family, ...rest } = bodyOf(random, density, thresholds);
    const limit = family !== 'bulk' && family !== 'threshold' && random() < 0.15 ? { limit: 1 + below(random, 3) } : {};
    const cap = random() < 0.03 ? { maxDiscount: 100 + below(random, 20) * 50 } : {};
    return { id: `p${at}`, title: `${family} ${at}`, family, ...rest, ...limit, ...cap } as Promotion;
  });
}

function bodyOf(
  random: Random,
  density: Density,
  thresholds: boolean,
): { readonly family: Promotion['family']; readonly [key: string]: unknown } {
  const dice = random();
  const match = () => matchOf(random, density);
  const percent = (list: readonly string[]): Discount => ({ percent: one(random, list), per: 'unit' });
  const group = (id: string, quantity: number, at = match()) => ({ id, match: at, quantity });
  if (thresholds && dice > 0.985) {
    const spend = 2000 + below(random, 30) * 250;
    const groups = [{ id: 'spend', match: random() < 0.3 ? { all: true } : departmentOf(random), spend }];
    return { family: 'threshold', groups, discount: percent(['5', '10']) };
  }
  if (dice < 0.28) {
    const discount =
      random() < 0.6
        ? percent(['10', '15', '20', '25', '30', '50'])
        : ({ amount: 20 + below(random, 8) * 10, per: 'unit' } as const);
    return { family: 'multibuy', groups: [group('g', 1)], discount };
  }
  if (dice < 0.58) {
    const quantity = one(random, [2, 2, 3, 3, 4]);
    return { family: 'multibuy', groups: [group('g', quantity)], discount: setDiscount(random, quantity) };
  }
  if (dice < 0.66) {
    const quantity = one(random, [2, 3, 4]);
    const tiers = [
      { quantity, discount: percent(['5', '10']) },
      { quantity: quantity + 2, discount: percent(['15', '20']) },
    ];
    return random() < 0.5
      ? { family: 'bulk', groups: [group('g', quantity)], tiers }
      : { family: 'bulk', groups: [group('g', quantity)], discount: percent(['10', '15']) };
  }
  if (dice < 0.78) {
    const groups = Array.from({ length: one(random, [2, 2, 3]) }, (_, at) => group(`${at}`, one(random, [1, 1, 1, 2])));
    const units = groups.reduce((sum, each) => sum + each.quantity, 0);
    return { family: 'bundle', groups, discount: setDiscount(random, units) };
  }
  if (dice < 0.83) {
    const groups = ['0', '1'].map((id) => ({ ...group(id, 1), discount: percent(['10', '20', '30']) }));
    return { family: 'lines', groups };
  }
  const buy = group('buy', one(random, [1, 2, 2]));
  const get = random() < 0.65 ? { ...buy, id: 'get', quantity: 1 } : group('get', 1);
  const discount = percent(['100', '100', '50']);
  return { family: dice < 0.95 ? 'buyGet' : 'spread', groups: [buy, get], discount };
}

function setDiscount(random: Random, quantity: number): Discount {
  const dice = random();
  if (dice < 0.35) return { price: quantity * (60 + below(random, 30) * 10), per: 'set' };
  if (dice < 0.6) return { amount: quantity * 15 + below(random, 10) * 10, per: 'set' };
  return { percent: one(random, ['10', '15', '20', '25']), per: dice < 0.95 ? 'unit' : 'set' };
}

function matchOf(random: Random, density: Density): Match {
  const dice = random();
  if (density === 'sparse')
    return dice < 0.9 ? listed(random, 1 + below(random, 4)) : { categories: [`c${below(random, CATEGORIES)}`] };
  if (dice < 0.02) return departmentOf(random);
  if (dice < 0.35) return { categories: [`c${below(random, CATEGORIES)}`] };
  if (dice < 0.6) return { categories: [`b${below(random, BRANDS)}`] };
  return listed(random, 5 + below(random, 26));
}

function departmentOf(random: Random): Match {
  return { categories: [`d${below(random, DEPARTMENTS)}`] };
}

/** Things from one or two shelves, as a buyer would list them. */
function listed(random: Random, count: number): Match {
  const shelves = [below(random, CATEGORIES), below(random, CATEGORIES)];
  const items = new Set<string>();
  while (items.size < count) items.add(`i${below(random, ITEMS / CATEGORIES) * CATEGORIES + one(random, shelves)}`);
  return { items: [...items] };
}
