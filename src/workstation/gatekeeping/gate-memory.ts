import type { EpcRefusalReason } from '../../domain/epc/refusal.ts';
import { type AlarmCause, type GateAlarm, MOST_KEPT, MOST_NAMED } from '../../domain/gate/alarm.ts';
import type { GateTag } from '../../domain/gate/gate-tag.ts';
import { gateEventBodies } from '../../domain/journal/gate-events.ts';
import type { JournalPort } from '../ports/journal.ts';

/**
 * What the gate remembers over a restart, read out of its journal. An entry that this program does not write is passed over: a gate
 * that watches with half its memory is better than none.
 */

/** Entries looked at: some hours of a busy gate. */
const MOST_ENTRIES = 5_000;

export interface RememberedAlarm extends Omit<GateAlarm, 'tags'> {
  readonly tags: readonly GateTag[];
}

/** Alarms that were raised and not settled, oldest first. */
export function openAlarms(journal: JournalPort): RememberedAlarm[] {
  const open = new Map<string, { cause: AlarmCause; raisedAt: number; tags: GateTag[] }>();
  const kinds = ['GateAlarmRaised', 'GateAlarmSettled', 'GateVerdict'];
  for (const { kind, body } of journal.latest(kinds, MOST_ENTRIES)) {
    if (kind === 'GateAlarmRaised') {
      const { data } = gateEventBodies.GateAlarmRaised.safeParse(body);
      if (data !== undefined) open.set(data.alarmId, { cause: data.cause, raisedAt: Date.parse(data.at), tags: [] });
    } else if (kind === 'GateAlarmSettled') {
      const { data } = gateEventBodies.GateAlarmSettled.safeParse(body);
      if (data !== undefined) open.delete(data.alarmId);
    } else {
      const { data } = gateEventBodies.GateVerdict.safeParse(body);
      const tags = data?.alarmId === undefined ? undefined : open.get(data.alarmId)?.tags;
      if (data !== undefined && tags?.every(({ key }) => key !== data.key)) tags.push(tagOf(data));
    }
  }
  return [...open].map(([id, { cause, raisedAt, tags }]) => {
    const further = tags.slice(MOST_NAMED).flatMap((tag) => (tag.kind === 'readable' ? [tag.uri] : []));
    const kept = { tags: tags.slice(0, MOST_NAMED), further: further.slice(0, MOST_KEPT) };
    return { id, cause, raisedAt, ...kept, count: tags.length, state: { kind: 'raised' } };
  });
}

function tagOf(verdict: {
  readonly key: string;
  readonly epc?: string | undefined;
  readonly uri?: string | undefined;
  readonly gtin?: string | undefined;
  readonly serial?: string | undefined;
  readonly reason?: string | undefined;
}): GateTag {
  const { key, epc = key, uri, gtin = null, serial = null, reason = 'unknownHeader' } = verdict;
  // The gate itself wrote it from a refusal.
  if (uri === undefined) return { kind: 'unreadable', key, reason: reason as EpcRefusalReason };
  return { kind: 'readable', key, epc, uri, gtin, serial, foreign: false };
}

/** An opening by a receipt. Instants are milliseconds since 1970. */
export interface RememberedExit {
  readonly claimId: string;
  readonly workstation: string;
  readonly code: string;
  readonly issuedAt: number;
  /** False for one that the hub has not been told of. */
  readonly reported: boolean;
}

/** Receipts that have opened this gate, oldest first. */
export function grantedExits(journal: JournalPort): RememberedExit[] {
  const exits = new Map<string, RememberedExit>();
  for (const { kind, body } of journal.latest(['GateExitGranted', 'GateExitReported'], MOST_ENTRIES)) {
    if (kind === 'GateExitGranted') {
      const { data } = gateEventBodies.GateExitGranted.safeParse(body);
      if (data === undefined) continue;
      const { claimId, workstation, code, issuedAt, by } = data;
      const exit = { claimId, workstation, code, issuedAt: Date.parse(issuedAt), reported: by === 'hub' };
      exits.set(claimId, exit);
    } else {
      const { data } = gateEventBodies.GateExitReported.safeParse(body);
      const exit = data === undefined ? undefined : exits.get(data.claimId);
      if (exit !== undefined) exits.set(exit.claimId, { ...exit, reported: true });
    }
  }
  return [...exits.values()];
}
