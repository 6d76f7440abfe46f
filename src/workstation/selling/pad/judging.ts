import type { Item } from '../../../domain/item/item.ts';
import { type LineTag, lineOfTag, type Transaction } from '../../../domain/transaction/transaction.ts';
import type { CataloguePort } from '../../ports/catalogue.ts';
import { type GoodsRules, resolveIdentity, type ScannedItem } from '../scanning.ts';
import type { ReadTag } from './tag.ts';

/** A piece that lies on the pad and can be sold. */
export type TaggedItem = ScannedItem & { readonly tag: LineTag };

/**
 * Why a tag is not sold: a sale of it stands; it is in another basket of this lane; the catalogue does not have it; its item can't be
 * sold now (no price, no weight, past its date, called back); its memory says nothing that can be read.
 */
export type PadRefusalReason = 'sold' | 'elsewhere' | 'unknown' | 'unsellable' | 'unreadable';

export interface PadRefusal {
  readonly reason: PadRefusalReason;
  /** What it is, where that is known. */
  readonly item: Item | null;
  /** What the tag says, where it can be read. */
  readonly gtin: string | null;
}

export type Judgement =
  | { readonly kind: 'new'; readonly scanned: TaggedItem }
  | { readonly kind: 'refused'; readonly refusal: PadRefusal }
  /** In this basket, or paid for in the sale just made. */
  | { readonly kind: 'known' }
  /** Another shop's, or nothing that is sold by the piece. */
  | { readonly kind: 'foreign' };

/** What a tag is judged by. */
export interface PadFacts {
  readonly catalogue: CataloguePort;
  readonly rules: GoodsRules;
  /** GS1 company prefixes of tags that this store sells; where it names none, every tag may be its own. */
  readonly companyPrefixes: readonly string[];
  readonly basket: Transaction | null;
  readonly suspended: readonly Transaction[];
  /** The sale that this lane completed last. */
  readonly lastSold: ReadonlySet<string>;
  /** Whether a sale of a tag stands, by its key in the sold ledger. */
  readonly isSold: (key: string) => boolean;
}

/** What becomes of a tag that lies on the pad. What the catalogue knows is this store's; a foreign tag is none of its business. */
export function judge(read: ReadTag, facts: PadFacts): Judgement {
  if (read.kind === 'unreadable') return refused('unreadable', null, null);
  if (read.kind === 'other') return { kind: 'foreign' };
  const { tag, gtin, serial, expiry, sellBy } = read;
  const { basket, suspended, lastSold, catalogue } = facts;
  if (basket !== null && lineOfTag(basket, tag.key) !== undefined) return { kind: 'known' };
  if (lastSold.has(tag.key)) return { kind: 'known' };
  const item = catalogue.byGtin(gtin);
  if (suspended.some((other) => lineOfTag(other, tag.key) !== undefined)) return refused('elsewhere', item, gtin);
  if (facts.isSold(tag.key)) return refused('sold', item, gtin);
  if (item === null) return isOurs(gtin, facts.companyPrefixes) ? refused('unknown', null, gtin) : { kind: 'foreign' };
  const dates = { ...(expiry && { expiry }), ...(sellBy && { sellBy }) };
  const resolution = resolveIdentity({ kind: 'gtin', gtin, serial, ...dates }, catalogue, facts.rules);
  if (resolution.kind !== 'item') return refused('unsellable', item, gtin);
  return { kind: 'new', scanned: { ...resolution.scanned, tag } };
}

/** The company prefix stands behind the first digit of a 14-digit GTIN (TDS 2.3, 7.3). */
function isOurs(gtin: string, prefixes: readonly string[]): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => gtin.startsWith(prefix, 1));
}

function refused(reason: PadRefusalReason, item: Item | null, gtin: string | null): Judgement {
  return { kind: 'refused', refusal: { reason, item, gtin } };
}
