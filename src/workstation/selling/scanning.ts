import { readCoupon } from '../../domain/gs1/coupon.ts';
import { identify } from '../../domain/gs1/identify.ts';
import type { LabelTemplate, PosIdentity, Scan, ScanRefusalReason } from '../../domain/gs1/identity.ts';
import type { Item } from '../../domain/item/item.ts';
import type { CataloguePort } from '../ports/catalogue.ts';
import type { NoticeKind } from './lane-state.ts';

/** What a scan adds to the basket, short of its fresh ids. */
export interface ScannedItem {
  readonly item: Item;
  readonly deposit: Item | null;
  readonly catalogueVersion: string;
  readonly identity: string;
  readonly quantity: number;
  readonly grams?: number;
  readonly labelPrice?: number;
}

export type ScanResolution =
  | { readonly kind: 'item'; readonly scanned: ScannedItem }
  | { readonly kind: 'coupon'; readonly coupon: string }
  | { readonly kind: 'notice'; readonly notice: NoticeKind };

const REFUSALS: Readonly<Record<ScanRefusalReason, NoticeKind>> = {
  empty: 'unreadable',
  checkDigit: 'unreadable',
  badLabel: 'unreadable',
  tooLong: 'notABarcode',
  notABarcode: 'notABarcode',
  unsupportedSymbol: 'notABarcode',
};

/** What a scan means in this store: the item it names, or the one message that the shopper sees instead. */
export function resolveScan(
  scan: Scan,
  catalogue: CataloguePort,
  labels: readonly LabelTemplate[],
  taxCodes: ReadonlySet<string>,
  coupons: ReadonlySet<string>,
): ScanResolution {
  const coupon = resolveCoupon(scan, coupons);
  if (coupon !== null) return coupon;
  const identity = identify(scan, labels);
  if (identity.kind === 'refused') return { kind: 'notice', notice: REFUSALS[identity.reason] };
  const item = find(identity, catalogue);
  if (item === null) return { kind: 'notice', notice: 'unknownItem' };
  const deposit = item.deposit === undefined ? null : catalogue.byId(item.deposit);
  // A deposit that is owed but unknown, or a tax without a rate, would make a wrong total: the item is not sold.
  if (item.deposit !== undefined && deposit === null) return { kind: 'notice', notice: 'priceMissing' };
  const codes = [...item.taxCodes, ...(deposit?.taxCodes ?? [])];
  if (codes.some((code) => !taxCodes.has(code))) return { kind: 'notice', notice: 'priceMissing' };
  return measured(identity, {
    item,
    deposit,
    catalogueVersion: catalogue.version(),
    identity: named(identity),
    quantity: 1,
  });
}

/** A coupon that a promotion asks for, one that none does, or null for what is no coupon. */
function resolveCoupon(scan: Scan, coupons: ReadonlySet<string>): ScanResolution | null {
  const reading = readCoupon(scan);
  if (reading === null) return null;
  if (reading.kind === 'serialised') return { kind: 'notice', notice: 'couponNeedsStaff' };
  if (coupons.has(reading.coupon)) return { kind: 'coupon', coupon: reading.coupon };
  if (reading.kind === 'code' && !reading.isCoupon) return null;
  return { kind: 'notice', notice: 'couponNotTaken' };
}

function find(identity: PosIdentity, catalogue: CataloguePort): Item | null {
  switch (identity.kind) {
    case 'gtin':
      return catalogue.byGtin(identity.gtin);
    case 'plu':
      return catalogue.byPlu(identity.plu);
    case 'inStore':
    case 'inStoreWeight':
      return catalogue.byPlu(identity.itemCode) ?? catalogue.byPlu(identity.itemCode.replace(/^0+(?=\d)/, ''));
  }
}

function measured(identity: PosIdentity, scanned: ScannedItem): ScanResolution {
  if (identity.kind === 'inStore') return { kind: 'item', scanned: { ...scanned, labelPrice: identity.price } };
  if (identity.kind === 'inStoreWeight') {
    if (scanned.item.soldBy !== 'weight') return { kind: 'notice', notice: 'unreadable' };
    return { kind: 'item', scanned: { ...scanned, grams: identity.grams } };
  }
  if (scanned.item.soldBy === 'weight') return { kind: 'notice', notice: 'needsScale' };
  return { kind: 'item', scanned };
}

function named(identity: PosIdentity): string {
  switch (identity.kind) {
    case 'gtin':
      return `gtin ${identity.gtin}`;
    case 'plu':
      return `plu ${identity.plu}`;
    case 'inStore':
    case 'inStoreWeight':
      return `label ${identity.itemCode}`;
  }
}
