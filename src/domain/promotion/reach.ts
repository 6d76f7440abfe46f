import type { Rule } from './rule.ts';
import type { Match } from './shape.ts';

/** Which rules an item is in reach of, and with which of their groups (bit g of the mask for group g). */
export interface Reach {
  /** Equal for items in reach of the same groups of the same rules. */
  readonly signature: number;
  /** Ranks, ascending. */
  readonly rules: Int32Array;
  readonly masks: Int32Array;
}

export interface ReachIndex {
  of(itemId: string, categories: readonly string[]): Reach;
}

interface Entry {
  readonly rank: number;
  readonly bit: number;
}

/** Bounded: a shop has more items than any basket, and an index of a long day must not grow without end. */
const MOST_KNOWN = 20_000;
const NOTHING: readonly string[] = [];

/** The inverted index from item and category to rules: only what a basket can reach is ever looked at. */
export function reachIndex(rules: readonly Rule[]): ReachIndex {
  const byItem = new Map<string, Entry[]>();
  const byCategory = new Map<string, Entry[]>();
  const always: Entry[] = [];
  const excepted = new Map<number, Match['except'][]>();
  for (const rule of rules) {
    rule.promotion.groups.forEach((group, position) => {
      const entry = { rank: rule.rank, bit: 1 << position };
      const { match } = group;
      if (match.all === true) always.push(entry);
      else {
        for (const item of new Set(match.items ?? NOTHING)) put(byItem, item, entry);
        for (const category of new Set(match.categories ?? NOTHING)) put(byCategory, category, entry);
      }
      if (match.except !== undefined) {
        const all = excepted.get(rule.rank) ?? [];
        all[position] = match.except;
        excepted.set(rule.rank, all);
      }
    });
  }
  /** By item; the same item under other categories takes the place of the former. */
  const known = new Map<string, { readonly categories: readonly string[]; readonly reach: Reach }>();
  const signatures = new Map<string, number>();
  let nextSignature = 0;

  function find(itemId: string, categories: readonly string[]): Reach {
    const masks = new Map<number, number>();
    const add = ({ rank, bit }: Entry) => {
      const except = excepted.get(rank)?.[31 - Math.clz32(bit)];
      if (except?.items?.includes(itemId) === true) return;
      if (except?.categories?.some((category) => categories.includes(category)) === true) return;
      masks.set(rank, (masks.get(rank) ?? 0) | bit);
    };
    byItem.get(itemId)?.forEach(add);
    for (const category of categories) byCategory.get(category)?.forEach(add);
    always.forEach(add);
    const ranks = Int32Array.from(masks.keys()).sort();
    const bits = ranks.map((rank) => masks.get(rank) ?? 0);
    const text = `${ranks.join()};${bits.join()}`;
    let signature = signatures.get(text);
    if (signature === undefined) {
      if (signatures.size >= MOST_KNOWN) signatures.clear();
      signature = nextSignature;
      nextSignature += 1;
      signatures.set(text, signature);
    }
    return { signature, rules: ranks, masks: bits };
  }

  return {
    of(itemId, categories) {
      const hit = known.get(itemId);
      if (hit !== undefined && same(hit.categories, categories)) return hit.reach;
      const reach = find(itemId, categories);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(itemId, { categories, reach });
      return reach;
    },
  };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let n = 0; n < a.length; n += 1) if (a[n] !== b[n]) return false;
  return true;
}

function put(index: Map<string, Entry[]>, key: string, entry: Entry): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [entry]);
  else list.push(entry);
}
