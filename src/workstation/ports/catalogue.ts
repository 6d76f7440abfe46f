import type { Item } from '../../domain/item/item.ts';

/** One piece of goods, as far as its code tells: GTIN of 14 digits, batch (AI 10), serial number (AI 21). */
export interface Piece {
  readonly gtin: string;
  readonly batch?: string;
  readonly serial?: string;
}

/** What the store sells, for look-up while selling. Every call is local, synchronous and bounded. */
export interface CataloguePort {
  /** Names the checkpoint that the answers come from; goes into every line's snapshot. */
  version(): string;
  byGtin(gtin14: string): Item | null;
  byPlu(plu: string): Item | null;
  byId(id: string): Item | null;
  /** Items whose name has words starting with what was typed, best first; at most `limit` (≤ 50). */
  search(text: string, options: { readonly locale: string; readonly limit: number }): readonly Item[];
  /** Goods that carry no barcode and are sold by a number (PLU), at most 500. A catalogue that does not say has none to show. */
  loose?(): readonly Item[];
  /** Whether this piece was called back. A catalogue without recalls has none. */
  recalls?(piece: Piece): boolean;
}
