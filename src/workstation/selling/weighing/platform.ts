import type { ScaleIndication, ScaleReading } from '../../ports/scale.ts';

/** What is known of the platform of the lane's scale, from its answers alone. */
export interface Platform {
  /** It was seen empty since this sale began, or since its last weight was taken: what lies there now is new. */
  readonly clear: boolean;
  /** Sequence of the answer that was heard last; 0 before the first. */
  readonly sequence: number;
  readonly says: ScaleIndication['kind'] | 'nothing';
  /** The load that rests there now; `id` is the sequence at which it came to rest, `at` when it was last confirmed. */
  readonly load: { readonly id: number; readonly grams: number; readonly at: number } | null;
}

/** Before anything is known: what lies there may be the last shopper's. */
export const UNSEEN: Platform = { clear: false, sequence: 0, says: 'nothing', load: null };

/** Why there is no weight to sell by. `silent`: the last answer is too old. `clear`: what lies there was sold, or was there before. */
export type NoWeight =
  | Exclude<ScaleIndication['kind'], 'stable' | 'none' | 'light'>
  | 'silent'
  | 'clear'
  | 'empty'
  | 'tare';

export type Offer =
  | {
      readonly kind: 'weight';
      /** Names the load: taking another is refused. */
      readonly id: number;
      readonly gross: number;
      readonly tare: number;
      /** What is sold, in grams: gross less tare. */
      readonly net: number;
    }
  | { readonly kind: 'none'; readonly why: NoWeight };

/** With one more answer of the scale. An answer that was heard before, or is older, tells nothing. */
export function heard(platform: Platform, { indication, sequence, at }: ScaleReading): Platform {
  if (sequence <= platform.sequence) return platform;
  const next: Platform = { ...platform, sequence, says: indication.kind, load: null };
  switch (indication.kind) {
    case 'stable': {
      const { grams, newLoad = false } = indication;
      if (grams === 0) return { ...next, clear: true };
      const { load } = platform;
      const id = load !== null && load.grams === grams && !newLoad ? load.id : sequence;
      return { ...next, clear: platform.clear || newLoad, load: { id, grams, at } };
    }
    case 'light':
      return { ...next, clear: true };
    default:
      return next;
  }
}

/** What could be sold by right now, with this tare in grams, by answers no older than `freshMs`. */
export function offerOf(
  { clear, says, load }: Platform,
  tare: number,
  { now, freshMs }: { readonly now: number; readonly freshMs: number },
): Offer {
  if (load !== null) {
    if (now - load.at > freshMs) return none('silent');
    if (!clear) return none('clear');
    const net = load.grams - tare;
    return net > 0 ? { kind: 'weight', id: load.id, gross: load.grams, tare, net } : none('tare');
  }
  switch (says) {
    case 'stable':
    case 'light':
    case 'none':
      return none('empty');
    case 'nothing':
      return none('silent');
    default:
      return none(says);
  }
}

/** After a weight was taken: the same load is never sold again, however often the scale tells it. */
export function taken(platform: Platform): Platform {
  return { ...platform, clear: false, load: null };
}

/** For the next sale, and after nobody listened: whatever lies there now may have lain there before. */
export function forgotten({ sequence }: Platform): Platform {
  return { ...UNSEEN, sequence };
}

function none(why: NoWeight): Offer {
  return { kind: 'none', why };
}
