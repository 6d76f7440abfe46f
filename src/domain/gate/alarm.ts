import type { GateTag } from './gate-tag.ts';
import type { RulingCause } from './verdict.ts';

/**
 * Why staff are called to the gate. `exitClaimedTwice`: one receipt opened twice, while the hub was out of reach for one of them.
 * `exitRefused`: somebody stands there with a code that does not open it.
 */
export type AlarmCause =
  | Extract<RulingCause, 'unsold' | 'unreadable' | 'ledgerUnavailable' | 'ledgerStale'>
  | 'bulkExit'
  | 'exitClaimedTwice'
  | 'exitRefused';

/**
 * How an alarm ended. `paid`: it was paid for after all. `returned`: the goods came back. `left`: they are gone. `falseAlarm`:
 * nothing passed. `furniture`: the tag belongs where it is, and is learned as such.
 */
export const SETTLEMENTS = ['paid', 'returned', 'left', 'falseAlarm', 'furniture'] as const;
export type Settlement = (typeof SETTLEMENTS)[number];

/** Tags that one alarm names; a bulk exit counts the others. */
export const MOST_NAMED = 20;

/** Tags that it keeps the URIs of besides, so that whoever hears how it ended hears it of them too; named and kept fit into one EPCIS event. */
export const MOST_KEPT = 980;

/** The item behind a tag, as the catalogue has it. Price in minor units of the store's currency. */
export interface AlarmItem {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly picture?: string;
}

export interface AlarmTag {
  readonly tag: GateTag;
  readonly item: AlarmItem | null;
}

export interface GateAlarm {
  readonly id: string;
  readonly cause: AlarmCause;
  /** Milliseconds since 1970. */
  readonly raisedAt: number;
  readonly tags: readonly AlarmTag[];
  /** URIs of readable tags beyond those, at most `MOST_KEPT`. */
  readonly further: readonly string[];
  /** All tags of it, named or not; 0 for an exit code. */
  readonly count: number;
  readonly state:
    | { readonly kind: 'raised' }
    | { readonly kind: 'settled'; readonly settlement: Settlement; readonly operatorId: string };
}

/** One more tag of the same alarm. */
export function joinAlarm(alarm: GateAlarm, tag: AlarmTag): GateAlarm {
  const count = alarm.count + 1;
  if (alarm.tags.length < MOST_NAMED) return { ...alarm, tags: [...alarm.tags, tag], count };
  if (tag.tag.kind !== 'readable' || alarm.further.length >= MOST_KEPT) return { ...alarm, count };
  return { ...alarm, further: [...alarm.further, tag.tag.uri], count };
}

/** Ends an alarm; null when it is over already. */
export function settleAlarm(alarm: GateAlarm, settlement: Settlement, operatorId: string): GateAlarm | null {
  if (alarm.state.kind === 'settled') return null;
  return { ...alarm, state: { kind: 'settled', settlement, operatorId } };
}
