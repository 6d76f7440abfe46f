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

/**
 * How much a basket meets. Sparse is a supermarket's week: nine in ten groups list one to four goods, the rest are a
 * category (33 goods); most lines are touched by no promotion on goods and few by more than 3, and a basket of 50 meets about
 * 20 promotions. Dense is a promotion-led chain: groups are a category, a brand (25 goods) or a list of 5 to 30; the
 * median line is touched by 4 at 1,000 rules and by 8 at 10,000. Components then reach 32 lines of 50, nearly all of 100 at
 * 1,000 rules, and all of 300. In both a store runs at most MOST_WIDE groups of a whole department and MOST_THRESHOLDS spends at
 * a time, and the range grows with the rules: nobody runs 10,000 promotions on 10,000 goods. The benchmark prints what
 * its baskets really met.
 */
const DEPARTMENTS = 12;
const MOST_THRESHOLDS = 15;
const MOST_WIDE = 30;
const GOODS_PER_CATEGORY = 33;
const GOODS_PER_BRAND = 25;
const SUPERMARKET = 10_000;
const GOODS_PER_RULE = 6;
const WEIGHED_SHARE = 0.06;
const ENDINGS = [9, 9, 9, 5, 0, 0, 9, 5];

interface Good {
  readonly id: string;
  readonly price: number;
  readonly weighed: boolean;
  readonly categories: readonly string[];
}

/** A range of goods. */
export interface Shop {
  readonly goods: readonly Good[];
  readonly categories: number;
  readonly brands: number;
}

/** The shop that runs so many promotions: 10,000 goods, or six per promotion where that is more. */
export function shopFor(rules: number): Shop {
  const size = Math.max(SUPERMARKET, rules * GOODS_PER_RULE);
  let shop = shops.get(size);
  if (shop === undefined) {
    shop = shopOf(size);
    shops.set(size, shop);
  }
  return shop;
}

const shops = new Map<number, Shop>();

function shopOf(size: number): Shop {
  const random = seeded(20_260_302);
  const categories = Math.floor(size / GOODS_PER_CATEGORY / DEPARTMENTS) * DEPARTMENTS;
  const brands = size / GOODS_PER_BRAND;
  const goods = Array.from({ length: size }, (_, at) => {
    const category = at % categories;
    const brand = Math.floor(random() * brands);
    const price = Math.max(20, Math.round(random() ** 2 * 180) * 10 + ENDINGS[Math.floor(random() * ENDINGS.length)]!);
    return {
      id: `i${at}`,
      price,
      weighed: random() < WEIGHED_SHARE,
      categories: [`c${category}`, `d${category % DEPARTMENTS}`, `b${brand}`],
    };
  });
  return { goods, categories, brands };
}

const below = (random: Random, n: number) => Math.floor(random() * n);
const one = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)]!;

/** A basket of distinct lines: a shopper goes to a few shelves and takes several things from each. */
export function basket(random: Random, lines: number, shop: Shop = shopFor(0)): PromotableLine[] {
  const { goods, categories } = shop;
  const shelves = Array.from({ length: Math.max(3, Math.ceil(lines / 4)) }, () => below(random, categories));
  const taken = new Set<number>();
  while (taken.size < lines) {
    taken.add(below(random, GOODS_PER_CATEGORY) * categories + one(random, shelves));
    if (random() < 0.2) taken.add(below(random, goods.length));
  }
  return [...taken].slice(0, lines).map((at, index) => lineOf(random, goods[at]!, index));
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
  const season: Season = {
    random,
    density,
    shop: shopFor(count),
    wide: MOST_WIDE,
    thresholds: thresholds ? MOST_THRESHOLDS : 0,
  };
  return Array.from({ length: count }, (_, at) => {
    const { family, ...rest } = bodyOf(season);
    const limit = family !== 'bulk' && family !== 'threshold' && random() < 0.15 ? { limit: 1 + below(random, 3) } : {};
    const cap = random() < 0.03 ? { maxDiscount: 100 + below(random, 20) * 50 } : {};
    return { id: `p${at}`, title: `${family} ${at}`, family, ...rest, ...limit, ...cap } as Promotion;
  });
}

/** What is being run, and how much of what is rare may still be. */
interface Season {
  readonly random: Random;
  readonly density: Density;
  readonly shop: Shop;
  wide: number;
  thresholds: number;
}

function bodyOf(season: Season): { readonly family: Promotion['family']; readonly [key: string]: unknown } {
  const { random } = season;
  const dice = random();
  const match = () => matchOf(season);
  const percent = (list: readonly string[]): Discount => ({ percent: one(random, list), per: 'unit' });
  const group = (id: string, quantity: number, at = match()) => ({ id, match: at, quantity });
  if (season.thresholds > 0 && dice > 0.985) {
    season.thresholds -= 1;
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

function matchOf(season: Season): Match {
  const { random, density, shop } = season;
  const dice = random();
  const category = () => ({ categories: [`c${below(random, shop.categories)}`] });
  if (density === 'sparse') return dice < 0.9 ? listed(season, 1 + below(random, 4)) : category();
  if (dice < 0.02 && season.wide > 0) {
    season.wide -= 1;
    return departmentOf(random);
  }
  if (dice < 0.35) return category();
  if (dice < 0.6) return { categories: [`b${below(random, shop.brands)}`] };
  return listed(season, 5 + below(random, 26));
}

function departmentOf(random: Random): Match {
  return { categories: [`d${below(random, DEPARTMENTS)}`] };
}

/** Things from one or two shelves, as a buyer would list them. */
function listed({ random, shop }: Season, count: number): Match {
  const { categories } = shop;
  const shelves = [below(random, categories), below(random, categories)];
  const items = new Set<string>();
  while (items.size < count) items.add(`i${below(random, GOODS_PER_CATEGORY) * categories + one(random, shelves)}`);
  return { items: [...items] };
}
