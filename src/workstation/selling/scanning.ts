import { storeCode } from '../../domain/gs1/coupon.ts';
import { isAhead, isOver, isPast } from '../../domain/gs1/element-dates.ts';
import { identify } from '../../domain/gs1/identify.ts';
import type { CouponIdentity, LabelTemplate, PosIdentity, Scan, ScanRefusalReason } from '../../domain/gs1/identity.ts';
import { minorUnitsOf } from '../../domain/gs1/measured-value.ts';
import { MOST_GRAMS } from '../../domain/gs1/trade-item.ts';
import type { Item } from '../../domain/item/item.ts';
import type { Weighing } from '../../domain/transaction/events.ts';
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
  readonly weighing?: Weighing;
  readonly labelPrice?: number;
}

export type ItemResolution =
  | { readonly kind: 'item'; readonly scanned: ScannedItem }
  /** It can be sold once it has been weighed. */
  | { readonly kind: 'weigh'; readonly scanned: ScannedItem }
  | { readonly kind: 'notice'; readonly notice: NoticeKind };

export type ScanResolution = ItemResolution | { readonly kind: 'coupon'; readonly coupon: string };

/** What a scan is judged by beside the catalogue. */
export interface StoreRules {
  readonly labels: readonly LabelTemplate[];
  readonly taxCodes: ReadonlySet<string>;
  /** ISO 4217. */
  readonly currency: string;
  /** YYYY-MM-DD. */
  readonly businessDay: string;
  /** Since midnight, on the clock of the store's wall. */
  readonly minuteOfDay: number;
  /** Coupons that a promotion in force asks for. */
  readonly coupons: ReadonlySet<string>;
}

/** What goods alone are judged by. */
export type GoodsRules = Omit<StoreRules, 'labels' | 'coupons'>;

/** What a code that carries things may name: a coupon names no item. */
export type ItemIdentity = Exclude<PosIdentity, { kind: 'coupon' }>;

/** Minor units. A label beyond it is misread: a basket full of them would still add up. */
const MOST_LABEL_PRICE = 200_000_000;

const REFUSALS: Readonly<Record<ScanRefusalReason, NoticeKind>> = {
  empty: 'unreadable',
  checkDigit: 'unreadable',
  badLabel: 'unreadable',
  tooLong: 'notABarcode',
  notABarcode: 'notABarcode',
  unsupportedSymbol: 'notABarcode',
  badElements: 'notABarcode',
};

/** What a scan means in this store: the item it names, or the one message that the shopper sees instead. */
export function resolveScan(scan: Scan, catalogue: CataloguePort, rules: StoreRules): ScanResolution {
  const identity = identify(scan, rules.labels);
  const code = storeCode(scan);
  if (identity.kind === 'coupon') return resolveCoupon(identity, code, rules);
  if (code !== null && rules.coupons.has(code)) return { kind: 'coupon', coupon: code };
  if (identity.kind === 'refused') return { kind: 'notice', notice: REFUSALS[identity.reason] };
  return resolveIdentity(identity, catalogue, rules);
}

/** What a thing that is known by its number means in this store, whether it was scanned or read from a tag. */
export function resolveIdentity(identity: ItemIdentity, catalogue: CataloguePort, rules: GoodsRules): ItemResolution {
  const item = find(identity, catalogue);
  if (item === null) return { kind: 'notice', notice: 'unknownItem' };
  const barred = barredPiece(identity, catalogue, rules);
  if (barred !== null) return { kind: 'notice', notice: barred };
  const scanned = sellable(item, named(identity), catalogue, rules);
  return scanned === null ? { kind: 'notice', notice: 'priceMissing' } : measured(identity, scanned, rules.currency);
}

/** What goods that were picked by their picture mean in this store. */
export function resolvePicked(
  item: Item,
  catalogue: CataloguePort,
  rules: Pick<StoreRules, 'taxCodes'>,
): ItemResolution {
  const scanned = sellable(item, `item ${item.id}`, catalogue, rules);
  if (scanned === null) return { kind: 'notice', notice: 'priceMissing' };
  return { kind: item.soldBy === 'weight' ? 'weigh' : 'item', scanned };
}

/** An item with what is owed with it; null where its total would be wrong. */
function sellable(
  item: Item,
  identity: string,
  catalogue: CataloguePort,
  rules: Pick<StoreRules, 'taxCodes'>,
): ScannedItem | null {
  const deposit = item.deposit === undefined ? null : catalogue.byId(item.deposit);
  // A deposit that is owed but unknown, or a tax without a rate, would make a wrong total: the item is not sold.
  if (item.deposit !== undefined && deposit === null) return null;
  const codes = [...item.taxCodes, ...(deposit?.taxCodes ?? [])];
  if (codes.some((code) => !rules.taxCodes.has(code))) return null;
  return { item, deposit, catalogueVersion: catalogue.version(), identity, quantity: 1 };
}

/** Why this very piece may not be sold, though its item may: its last day or minute has gone, or its batch was called back. */
function barredPiece(identity: ItemIdentity, catalogue: CataloguePort, rules: GoodsRules): NoticeKind | null {
  if (identity.kind !== 'gtin') return null;
  const { gtin, batch, serial, expiry, expiryTime, sellBy } = identity;
  const { businessDay: today, minuteOfDay } = rules;
  if ([expiry, sellBy].some((date) => date !== undefined && isPast(date, today))) return 'expired';
  if (expiryTime !== undefined && isOver(expiryTime, today, minuteOfDay)) return 'expired';
  const recalled = catalogue.recalls?.({ gtin, ...(batch && { batch }), ...(serial && { serial }) }) ?? false;
  return recalled ? 'recalled' : null;
}

/** A coupon that a promotion asks for by its name, or letter for letter; or why it is not taken. */
function resolveCoupon(identity: CouponIdentity, code: string | null, rules: StoreRules): ScanResolution {
  const { businessDay: today, coupons } = rules;
  const notice = (kind: NoticeKind) => ({ kind: 'notice', notice: kind }) as const;
  if (identity.expiry !== undefined && isPast(identity.expiry, today)) return notice('couponExpired');
  if (identity.starts !== undefined && isAhead(identity.starts, today)) return notice('couponTooEarly');
  if (identity.needsOnlineCheck) return notice('couponNeedsStaff');
  if (coupons.has(identity.coupon)) return { kind: 'coupon', coupon: identity.coupon };
  if (code !== null && coupons.has(code)) return { kind: 'coupon', coupon: code };
  return notice('couponNotTaken');
}

function find(identity: ItemIdentity, catalogue: CataloguePort): Item | null {
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

/** With the weight or price that the code carries. A piece sold by count keeps its price, whatever it weighs. */
function measured(identity: ItemIdentity, scanned: ScannedItem, currency: string): ItemResolution {
  const byWeight = scanned.item.soldBy === 'weight';
  switch (identity.kind) {
    case 'inStore':
      return labelled(scanned, identity.price);
    case 'inStoreWeight':
      return byWeight ? weighed(scanned, identity.grams) : { kind: 'notice', notice: 'unreadable' };
    case 'gtin':
      if (identity.price !== undefined) return labelled(scanned, minorUnitsOf(identity.price, currency));
      if (byWeight && identity.grams !== undefined) return weighed(scanned, identity.grams);
  }
  return { kind: byWeight ? 'weigh' : 'item', scanned };
}

/** Null is a price that this store can't take: in another currency, or finer than its own. */
function labelled(scanned: ScannedItem, labelPrice: number | null): ItemResolution {
  if (labelPrice === null) return { kind: 'notice', notice: 'priceMissing' };
  if (labelPrice > MOST_LABEL_PRICE) return { kind: 'notice', notice: 'unreadable' };
  return { kind: 'item', scanned: { ...scanned, labelPrice } };
}

function weighed(scanned: ScannedItem, grams: number): ItemResolution {
  if (grams > MOST_GRAMS) return { kind: 'notice', notice: 'unreadable' };
  return { kind: 'item', scanned: { ...scanned, grams } };
}

function named(identity: ItemIdentity): string {
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
