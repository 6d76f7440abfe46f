import { z } from 'zod';
import { MAX_ENTRY_BYTES } from '../../domain/journal/record.ts';

/**
 * The upload of a journal. `POST /v1/journal/{workstation}/{epoch}` takes entries in order, one a line, each line the canonical
 * bytes exactly as they were hashed; entries that the cloud holds already are passed over. `GET` of the same address says what
 * the cloud holds, and `GET …/{seq}` the hash of one entry.
 */
export const NDJSON_TYPE = 'application/x-ndjson';

/** Most entries of one batch. */
export const MAX_BATCH_ENTRIES = 500;
/** Most bytes of one batch, unpacked, line ends counted; an entry of the largest size fits four times. */
export const MAX_BATCH_BYTES = 1024 * 1024;

const workstation = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
const epoch = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const seq = z.int().min(0);

export const workstationIdSchema = workstation;
export const journalAddressSchema = z.object({ workstation, epoch });
export const journalEntryAddressSchema = journalAddressSchema.extend({ seq: z.coerce.number().int().min(1) });

/** Everything up to `ackSeq` is durable in the cloud, with that hash; 0 and 64 zeros where it holds nothing of the epoch. */
export const acknowledgementSchema = z.object({ epoch, ackSeq: seq, ackHash: hash });
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

/** One entry that the cloud holds. */
export const heldEntrySchema = z.object({ epoch, seq, hash });
export type HeldEntry = z.infer<typeof heldEntrySchema>;

/** What JOURNAL_GAP and JOURNAL_FORKED carry beside the problem. */
export const headProblemSchema = z.object({
  code: z.enum(['JOURNAL_GAP', 'JOURNAL_FORKED']),
  head: acknowledgementSchema,
});

const LINE_END = 0x0a;

/** The lines of a batch, line ends taken off. Null when it has more than `MAX_BATCH_ENTRIES`, an empty line or one that is too long. */
export function batchLines(bytes: Uint8Array): Uint8Array[] | null {
  const lines: Uint8Array[] = [];
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(LINE_END, start);
    const end = found === -1 ? bytes.length : found;
    if (end === start || end - start > MAX_ENTRY_BYTES || lines.length === MAX_BATCH_ENTRIES) return null;
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

/** A batch as it is sent: every entry with its line end. */
export function batchOf(entries: readonly { readonly bytes: Uint8Array }[]): Uint8Array {
  const size = entries.reduce((sum, { bytes }) => sum + bytes.length + 1, 0);
  const batch = new Uint8Array(size);
  let at = 0;
  for (const { bytes } of entries) {
    batch.set(bytes, at);
    at += bytes.length;
    batch[at] = LINE_END;
    at += 1;
  }
  return batch;
}
