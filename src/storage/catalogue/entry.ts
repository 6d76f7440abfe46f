import type { Item } from '../../domain/item/item.ts';

/** An item with what it is found by. */
export interface CatalogueEntry {
  readonly item: Item;
  /** GTINs of 14 digits. */
  readonly barcodes: readonly string[];
  readonly plu?: string;
}

export interface CatalogueCounts {
  readonly items: number;
  readonly barcodes: number;
  readonly plus: number;
}

/** Why an entry can't be in the catalogue beside those that are. `first` is the number of the entry that was there before. */
export type Clash =
  | {
      readonly kind: 'duplicate';
      readonly field: 'id' | 'barcode' | 'plu';
      readonly value: string;
      readonly first: number;
    }
  | { readonly kind: 'depositMissing' | 'depositHasDeposit'; readonly value: string };

export const GTIN14 = /^[0-9]{14}$/;
/** Digits as the store writes them, zeros in front included. */
export const PLU = /^[0-9]{1,10}$/;
