import type { Open } from './open.ts';
import type { Rule } from './rule.ts';
import type { Match } from './shape.ts';

/** Which rules an item is in reach of, and with which of their groups (bit g of the mask for group g). */
export interface Reach {
  /** Ranks, ascending. */
  readonly rules: readonly number[];
  readonly masks: readonly number[];
  /** Some of the rules depend on time, coupon or segment. */
  readonly conditional: boolean;
  /** What these rules come to in the usual steps, by step: found once, whatever baskets follow. */
  readonly opens: (Open | undefined)[];
}

/** The reach of what no rule takes, in any index. */
export const NOWHERE: Reach = { rules: [], masks: [], conditional: false, opens: [] };

/** What is remembered of an item as it last came. */
export interface Known {
  readonly categories: readonly string[];
  readonly reach: Reach;
}

export interface ReachIndex {
  /** The same item with the same categories and the same groups in reach has the same `Reach`. */
  of(itemId: string, categories: readonly string[]): Known;
}

/** Bounded: a shop has more items than any basket, and an index of a long day must not grow without end. Some 15 MB at most. */
const MOST_KNOWN = 100_000;
/** Different reaches that are remembered, each with its lists. */
const MOST_REACHES = 20_000;
const NOTHING: readonly string[] = [];

/** The inverted index from item and category to rules: only what a basket can reach is ever looked at. */
export function reachIndex(rules: readonly Rule[]): ReachIndex {
  // Pairs of rank and bit, one after another: an index of thousands of rules is read for every new item.
  const byItem = new Map<string, number[]>();
  const byCategory = new Map<string, number[]>();
  const always: number[] = [];
  const excepted = new Map<number, Match['except'][]>();
  for (const rule of rules) {
    rule.promotion.groups.forEach((group, position) => {
      const bit = 1 << position;
      const { match } = group;
      if (match.all === true) always.push(rule.rank, bit);
      else {
        for (const item of new Set(match.items ?? NOTHING)) put(byItem, item, rule.rank, bit);
        for (const category of new Set(match.categories ?? NOTHING)) put(byCategory, category, rule.rank, bit);
      }
      if (match.except !== undefined) {
        const all = excepted.get(rule.rank) ?? [];
        all[position] = match.except;
        excepted.set(rule.rank, all);
      }
    });
  }
  /** By item; the same item under other categories takes the place of the former. */
  const known = new Map<string, Known>();
  const reaches = new Map<number, Reach[]>();
  let distinct = 0;
  const maskOf = new Int32Array(rules.length);
  const touched = new Int32Array(rules.length);
  let count = 0;

  function gather(entries: readonly number[] | undefined, itemId: string, categories: readonly string[]): void {
    if (entries === undefined) return;
    for (let at = 0; at < entries.length; at += 2) {
      const rank = entries[at]!;
      const bit = entries[at + 1]!;
      if (excepted.size > 0) {
        const except = excepted.get(rank)?.[31 - Math.clz32(bit)];
        if (except?.items?.includes(itemId) === true) continue;
        if (except?.categories?.some((category) => categories.includes(category)) === true) continue;
      }
      if (maskOf[rank] === 0) {
        touched[count] = rank;
        count += 1;
      }
      maskOf[rank]! |= bit;
    }
  }

  function find(itemId: string, categories: readonly string[]): Reach {
    count = 0;
    gather(byItem.get(itemId), itemId, categories);
    for (let n = 0; n < categories.length; n += 1) gather(byCategory.get(categories[n]!), itemId, categories);
    gather(always, itemId, categories);
    if (count === 0) return NOWHERE;
    ascending(touched, count);
    let hash = count;
    for (let at = 0; at < count; at += 1) {
      const rank = touched[at]!;
      hash = (Math.imul(hash ^ rank, 0x01000193) ^ maskOf[rank]!) | 0;
    }
    const reach = interned(hash);
    for (let at = 0; at < count; at += 1) maskOf[touched[at]!] = 0;
    return reach;
  }

  /** Items in reach of the same share what was found for the first of them. */
  function interned(hash: number): Reach {
    const bucket = reaches.get(hash);
    if (bucket !== undefined) {
      for (const reach of bucket) if (isReach(reach)) return reach;
    }
    if (distinct >= MOST_REACHES) {
      reaches.clear();
      distinct = 0;
    }
    const found: number[] = [];
    const masks: number[] = [];
    let conditional = false;
    for (let at = 0; at < count; at += 1) {
      const rank = touched[at]!;
      found.push(rank);
      masks.push(maskOf[rank]!);
      conditional ||= rules[rank]!.conditional;
    }
    const reach: Reach = { rules: found, masks, conditional, opens: [] };
    const now = reaches.get(hash);
    if (now === undefined) reaches.set(hash, [reach]);
    else now.push(reach);
    distinct += 1;
    return reach;
  }

  function isReach({ rules: ranks, masks }: Reach): boolean {
    if (ranks.length !== count) return false;
    for (let at = 0; at < count; at += 1) {
      if (ranks[at] !== touched[at] || masks[at] !== maskOf[ranks[at]!]) return false;
    }
    return true;
  }

  return {
    of(itemId, categories) {
      const hit = known.get(itemId);
      if (hit !== undefined && same(hit.categories, categories)) return hit;
      const made = { categories, reach: find(itemId, categories) };
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(itemId, made);
      return made;
    },
  };
}

/** Categories, sorted and each once, so written that no two lists read alike: names begin with their length. */
export function namesOf(categories: readonly string[]): string {
  let names = '';
  for (const name of [...new Set(categories)].sort()) names += `${name.length} ${name}`;
  return names;
}

/** Sorts the first of some ranks in place; mostly they are few. */
function ascending(ranks: Int32Array, count: number): void {
  if (count > 40) {
    ranks.subarray(0, count).sort();
    return;
  }
  for (let n = 1; n < count; n += 1) {
    const rank = ranks[n]!;
    let at = n;
    for (; at > 0 && ranks[at - 1]! > rank; at -= 1) ranks[at] = ranks[at - 1]!;
    ranks[at] = rank;
  }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let n = 0; n < a.length; n += 1) if (a[n] !== b[n]) return false;
  return true;
}

function put(index: Map<string, number[]>, key: string, rank: number, bit: number): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [rank, bit]);
  else list.push(rank, bit);
}
