import { type Item, itemName, itemSize } from '../../domain/item/item.ts';
import type { StaffTask, TagRefusalView } from '../../protocol/staff-view.ts';
import type { PadGoods, PadScreen } from '../../protocol/view.ts';
import type { LaneState } from '../../workstation/selling/lane-state.ts';
import type { PadRefusal } from '../../workstation/selling/pad/judging.ts';
import { type PadState, QUIET_PAD } from '../../workstation/selling/pad/pad-state.ts';
import type { PhotoOf } from './photo.ts';

/** Screen 4, in one language. */
export function padView({ pad, transaction, locale }: LaneState, photoOf: PhotoOf): PadScreen {
  const { countId, items, held, missing, ...rest } = pad ?? QUIET_PAD;
  return {
    kind: 'pad',
    state: stateOf({ ...rest, items }),
    countId,
    count: items.length,
    goods: goodsOf(items, locale, photoOf),
    held,
    missing,
    begun: transaction !== null,
  };
}

function stateOf({ reader, phase, items }: Pick<PadState, 'reader' | 'phase' | 'items'>): PadScreen['state'] {
  if (reader === 'offline') return 'offline';
  if (phase === 'counted') return items.length > 0 ? 'counted' : 'held';
  return phase === 'unstable' ? 'unstable' : 'settling';
}

function goodsOf(items: readonly Item[], locale: string, photoOf: PhotoOf): PadGoods[] {
  return [...Map.groupBy(items, ({ id }) => id).values()].flatMap((pieces) => {
    const [item] = pieces;
    if (item === undefined) return [];
    return {
      id: item.id,
      name: itemName(item, locale),
      size: itemSize(item, locale) ?? null,
      picture: item.picture ?? null,
      ...photoOf(item.id),
      count: pieces.length,
    };
  });
}

const MOST_NAMES = 3;

/** What staff have to look at on the pad; null where there is nothing. */
export function tagsTask({ pad, locale }: LaneState, allowed: boolean): StaffTask | null {
  if (pad === null || (pad.refusals.length === 0 && !pad.missing)) return null;
  const refusals = [...Map.groupBy(pad.refusals, ({ reason }) => reason)].map(
    ([reason, tags]): TagRefusalView => ({ reason, count: tags.length, names: namesOf(tags, locale) }),
  );
  return { kind: 'tags', refusals, missing: pad.missing, allowed };
}

function namesOf(tags: readonly PadRefusal[], locale: string): string[] {
  const names = tags.flatMap(({ item, gtin }) => (item === null ? (gtin ?? []) : itemName(item, locale)));
  return [...new Set(names)].slice(0, MOST_NAMES);
}
