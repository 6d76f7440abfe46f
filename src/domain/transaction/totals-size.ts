import { canonicalBytes, type JsonValue } from '../journal/canonical.ts';
import { MAX_ENTRY_BYTES } from '../journal/record.ts';
import type { AgreedTotals } from './events.ts';

/** What a record has around its body. */
const AROUND_BODY = 4096;
/** Left for what one more line may bring: its own figures, and modifiers on others. */
const ROOM_FOR_A_LINE = 32 * 1024;

/** Whether totals fit into one entry of the journal. */
export function fitsEntry(totals: AgreedTotals): boolean {
  return sizeOf(totals) <= MAX_ENTRY_BYTES - AROUND_BODY;
}

/** Whether they still will with another line. */
export function hasRoom(totals: AgreedTotals): boolean {
  return sizeOf(totals) <= MAX_ENTRY_BYTES - AROUND_BODY - ROOM_FOR_A_LINE;
}

function sizeOf(totals: AgreedTotals): number {
  return canonicalBytes(totals as unknown as JsonValue).length;
}
