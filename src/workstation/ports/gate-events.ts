import type { GateAlarm } from '../../domain/gate/alarm.ts';
import type { GateTag } from '../../domain/gate/gate-tag.ts';
import type { Ruling } from '../../domain/gate/verdict.ts';

/** What the gate tells the store. Wall clock in milliseconds since 1970. */
export type GateEvent =
  | { readonly kind: 'alarmRaised'; readonly at: number; readonly alarm: GateAlarm }
  /** More tags have joined an alarm. */
  | { readonly kind: 'alarmGrew'; readonly at: number; readonly alarm: GateAlarm }
  | { readonly kind: 'alarmSettled'; readonly at: number; readonly alarm: GateAlarm }
  /** A tag that was let pass and that staff should know of. */
  | { readonly kind: 'reported'; readonly at: number; readonly tag: GateTag; readonly ruling: Ruling }
  /** Tags that joined alarms, since the last of these. */
  | { readonly kind: 'joined'; readonly at: number; readonly uris: readonly string[] }
  /** Sold tags that left, since the last of these. */
  | { readonly kind: 'sold'; readonly at: number; readonly uris: readonly string[] };

/** The way to the attendants' screens and the store's bus. */
export interface GateEventsPort {
  /** Takes the event at once and never throws; what can't be sent is kept or dropped by the adapter's own bounds. */
  publish(event: GateEvent): void;
}
