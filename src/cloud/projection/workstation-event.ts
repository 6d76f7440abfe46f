import { hash } from 'node:crypto';
import { canonicalBytes, type JsonValue } from '../../domain/journal/canonical.ts';
import type { JournalRecord } from '../../domain/journal/record.ts';
import {
  WORKSTATION_EVENT_VERSION,
  type WorkstationEventKind,
  workstationEventBodies,
} from '../../domain/journal/workstation-events.ts';

export type ReadWorkstationEvent =
  | { readonly kind: 'event'; readonly said: Buffer }
  /** Of a transaction, of the journal itself, or of a version of the lane that is newer than this cloud. */
  | { readonly kind: 'other' }
  | { readonly kind: 'invalid'; readonly problem: string };

/** Whether a record tells something of its box outside any transaction. */
export function readWorkstationEvent({ kind, v, body, recordedAt, businessDay }: JournalRecord): ReadWorkstationEvent {
  if (!Object.hasOwn(workstationEventBodies, kind)) return { kind: 'other' };
  if (v !== WORKSTATION_EVENT_VERSION) return { kind: 'invalid', problem: `${kind} of version ${v}` };
  const parsed = workstationEventBodies[kind as WorkstationEventKind].safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { kind: 'invalid', problem: `${kind}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` };
  }
  const text = JSON.stringify(body);
  if (text.includes('\\u0000')) return { kind: 'invalid', problem: 'a text holds a NUL' };
  const said: JsonValue = [kind, v, body as JsonValue, recordedAt, businessDay];
  return { kind: 'event', said: hash('sha256', canonicalBytes(said), 'buffer') };
}
