import { type Item, itemName, itemSize } from '../../domain/item/item.ts';
import type { StaffTask } from '../../protocol/staff-view.ts';
import type { FindScreen, FoundGoods, WeighScreen } from '../../protocol/view.ts';
import type { FindStage } from '../../workstation/selling/finding.ts';
import type { LaneState } from '../../workstation/selling/lane-state.ts';
import type { Shown, WeighStage } from '../../workstation/selling/weighing/weighing.ts';
import type { PhotoOf } from './photo.ts';

/** Screen 5 while goods are looked for, in one language. */
export function findView(
  { text, category, categories, items, more }: FindStage,
  locale: string,
  photoOf: PhotoOf,
): FindScreen {
  const goods = items.map((item) => ({ ...foundGoods(item, locale), ...photoOf(item.id) }));
  return { kind: 'find', text, category, categories, goods, more };
}

/** Screen 5 while goods are on the scale. */
export function weighView({ item, tare, offer }: WeighStage, locale: string, photoOf: PhotoOf): WeighScreen {
  return {
    kind: 'weigh',
    name: itemName(item, locale),
    picture: item.picture ?? null,
    ...photoOf(item.id),
    unitPrice: item.price,
    tare: { grams: tare.grams, byStaff: tare.by !== null },
    weight:
      offer.kind === 'none'
        ? { kind: 'none', why: WHY[offer.why] }
        : { kind: 'stable', weightId: offer.id, net: offer.net, gross: offer.gross, price: offer.price },
  };
}

/** What staff may do about goods on the scale; null where there are none. */
export function weighTask({ stage, locale }: LaneState, allowed: boolean): StaffTask | null {
  if (stage.kind !== 'weigh') return null;
  const { item, tare } = stage;
  return { kind: 'weigh', item: itemName(item, locale), picture: item.picture ?? null, tare: tare.grams, allowed };
}

/** What a shopper can do about each. */
const WHY: Readonly<
  Record<Extract<Shown, { kind: 'none' }>['why'], Extract<WeighScreen['weight'], { kind: 'none' }>['why']>
> = {
  empty: 'empty',
  moving: 'moving',
  busy: 'moving',
  above: 'above',
  below: 'below',
  clear: 'clear',
  tare: 'tare',
  unset: 'zero',
  fault: 'offline',
  silent: 'offline',
  offline: 'offline',
};

function foundGoods(item: Item, locale: string): FoundGoods {
  return {
    itemId: item.id,
    name: itemName(item, locale),
    size: itemSize(item, locale) ?? null,
    picture: item.picture ?? null,
    price: item.price,
    byWeight: item.soldBy === 'weight',
  };
}
