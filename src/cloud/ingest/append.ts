/**
 * Taking a batch in: one transaction that locks the epoch's head, passes over what is held with the same hash, appends the rest
 * where it follows, and moves the head. What is held under the same number with another hash is never replaced: what came is put
 * into quarantine, and an alarm raised.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import { NO_HASH } from '../../domain/journal/record.ts';
import type { Acknowledgement } from '../../sync/wire/journal-upload.ts';
import { gathered } from '../database/gathered.ts';
import type { Tables } from '../database/tables.ts';
import { appendNext, type JournalAddress, type NextEntries } from './append-next.ts';
import type { EpochStart, SentEntry } from './batch.ts';

export type Appended = { readonly kind: 'acknowledged' | 'gap' | 'forked'; readonly head: Acknowledgement };

/** Rows that quarantine keeps of one workstation; beyond them the alarm alone tells. */
const MOST_QUARANTINED = 10_000;

/** Batches with fewer bytes go together, those that come while others are on their way to the disk; so many bytes of them, so many times. */
const LIGHT_BYTES = 64 * 1024;
const MOST_TOGETHER_BYTES = 512 * 1024;
const TOGETHER_AT_ONCE = 2;

/**
 * What takes batches in. No two of one workstation may be under way at a time.
 * @throws what the database says; nothing is then taken in.
 */
export function appender(db: Kysely<Tables>) {
  const together = gathered<NextEntries, boolean>({
    keyOf: ({ address }) => address.workstationId,
    weightOf: ({ entries }) => bytesOf(entries),
    mostWeight: MOST_TOGETHER_BYTES,
    atOnce: TOGETHER_AT_ONCE,
    run: (nexts) => appendNext(db, nexts),
  });
  const isNext = async (next: NextEntries): Promise<boolean> => {
    if (bytesOf(next.entries) < LIGHT_BYTES) return together(next);
    const [isTaken] = await appendNext(db, [next]);
    return isTaken === true;
  };
  return async (
    address: JournalAddress,
    entries: readonly SentEntry[],
    start: EpochStart | null,
  ): Promise<Appended> => {
    // What mostly comes: the next entries, or a box's first ones, in one way to the database and back.
    const newest = entries.at(-1);
    const isPlain = start === null || start.parentEpoch === null;
    if (newest !== undefined && isPlain && (await isNext({ address, entries, begins: start !== null }))) {
      return { kind: 'acknowledged', head: { epoch: address.epoch, ackSeq: newest.seq, ackHash: newest.hash } };
    }
    return db.transaction().execute((transaction) => reconciled(transaction, address, entries, start));
  };
}

const bytesOf = (entries: readonly SentEntry[]): number => entries.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** Takes in what overlaps with what is held, begins an epoch behind another, or does not follow. */
async function reconciled(
  transaction: Transaction<Tables>,
  address: JournalAddress,
  entries: readonly SentEntry[],
  start: EpochStart | null,
): Promise<Appended> {
  const head = await lockedHead(transaction, address, start);
  const first = entries[0];
  if (first === undefined) return { kind: 'acknowledged', head };
  if (first.seq > head.ackSeq + 1) return { kind: 'gap', head };
  const held = entries.filter(({ seq }) => seq <= head.ackSeq);
  const rest = entries.slice(held.length);
  const other = await firstOther(transaction, address, held);
  const next = rest[0];
  const stray = other ?? (next !== undefined && next.prevHash !== head.ackHash ? next : null);
  if (stray !== null) {
    await quarantine(transaction, address, entries.slice(entries.indexOf(stray)), head);
    return { kind: 'forked', head };
  }
  const last = rest.at(-1);
  if (last === undefined) return { kind: 'acknowledged', head };
  // The head is locked: it cannot have moved, and what was not appended must not be acknowledged.
  const [isTaken] = await appendNext(transaction, [{ address, entries: rest, begins: false }]);
  if (isTaken !== true) throw new Error('a head moved under its lock');
  return { kind: 'acknowledged', head: { epoch: address.epoch, ackSeq: last.seq, ackHash: last.hash } };
}

/** What the cloud holds of an epoch. */
export async function headOf(db: Kysely<Tables>, { workstationId, epoch }: JournalAddress): Promise<Acknowledgement> {
  const row = await db
    .selectFrom('journal_heads')
    .select(['seq', 'hash'])
    .where('workstation_id', '=', workstationId)
    .where('epoch', '=', epoch)
    .executeTakeFirst();
  return { epoch, ackSeq: row?.seq ?? 0, ackHash: row?.hash.toString('hex') ?? NO_HASH };
}

/** The hash of one entry that is held; null where none is. */
export async function hashAt(
  db: Kysely<Tables>,
  { workstationId, epoch }: JournalAddress,
  seq: number,
): Promise<string | null> {
  const row = await db
    .selectFrom('journal')
    .select('hash')
    .where('workstation_id', '=', workstationId)
    .where('epoch', '=', epoch)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row?.hash.toString('hex') ?? null;
}

async function lockedHead(
  transaction: Transaction<Tables>,
  address: JournalAddress,
  start: EpochStart | null,
): Promise<Acknowledgement> {
  const { workstationId, epoch } = address;
  const locked = () =>
    transaction
      .selectFrom('journal_heads')
      .select(['seq', 'hash'])
      .where('workstation_id', '=', workstationId)
      .where('epoch', '=', epoch)
      .forUpdate()
      .executeTakeFirst();
  let row = await locked();
  if (row === undefined && start !== null) {
    await startEpoch(transaction, address, start);
    row = await locked();
  }
  return { epoch, ackSeq: row?.seq ?? 0, ackHash: row?.hash.toString('hex') ?? NO_HASH };
}

async function startEpoch(
  transaction: Transaction<Tables>,
  { workstationId, epoch }: JournalAddress,
  { parentEpoch, parentHash }: EpochStart,
): Promise<void> {
  const started = await transaction
    .insertInto('journal_heads')
    .values({
      workstation_id: workstationId,
      epoch,
      seq: 0,
      hash: Buffer.from(NO_HASH, 'hex'),
      parent_epoch: parentEpoch,
      parent_hash: parentHash,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (started.numInsertedOrUpdatedRows !== 1n || parentEpoch === null) return;
  // A disk that was restored, damaged or cloned: people should know, though nothing is lost by it.
  const parent = await transaction
    .selectFrom('journal_heads')
    .select(['seq', 'hash'])
    .where('workstation_id', '=', workstationId)
    .where(sql<string>`epoch::text`, '=', parentEpoch)
    .executeTakeFirst();
  if (parent !== undefined && parent.hash.toString('hex') === parentHash) return;
  const detail = `it follows ${parentHash?.slice(0, 12)} of ${parentEpoch}, of which the cloud holds ${parent?.seq ?? 0} entries`;
  await raise(transaction, { workstationId, epoch }, 1, 'epochBehind', detail);
}

/** The first of these entries that the cloud holds with another hash. */
async function firstOther(
  transaction: Transaction<Tables>,
  { workstationId, epoch }: JournalAddress,
  entries: readonly SentEntry[],
): Promise<SentEntry | null> {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return null;
  const rows = await transaction
    .selectFrom('journal')
    .select(['seq', 'hash'])
    .where('workstation_id', '=', workstationId)
    .where('epoch', '=', epoch)
    .where('seq', '>=', first.seq)
    .where('seq', '<=', last.seq)
    .execute();
  const held = new Map(rows.map((row) => [row.seq, row.hash.toString('hex')]));
  return entries.find(({ seq, hash }) => held.get(seq) !== hash) ?? null;
}

async function quarantine(
  transaction: Transaction<Tables>,
  address: JournalAddress,
  entries: readonly SentEntry[],
  head: Acknowledgement,
): Promise<void> {
  const { workstationId, epoch } = address;
  const first = entries[0]?.seq ?? 0;
  const kept = await transaction
    .selectFrom('quarantine')
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .where('workstation_id', '=', workstationId)
    .executeTakeFirstOrThrow();
  const detail = `the cloud holds ${head.ackSeq} entries, and another one as ${first}`;
  if (kept.rows < MOST_QUARANTINED) {
    await transaction
      .insertInto('quarantine')
      .values(
        entries.map(({ seq, hash, bytes }) => ({
          workstation_id: workstationId,
          epoch,
          seq,
          hash: Buffer.from(hash, 'hex'),
          bytes: asBuffer(bytes),
          reason: 'otherHash' as const,
          detail,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  await raise(transaction, address, first, 'journalForked', detail);
}

async function raise(
  transaction: Transaction<Tables>,
  { workstationId, epoch }: JournalAddress,
  seq: number,
  kind: 'journalForked' | 'epochBehind',
  detail: string,
): Promise<void> {
  await transaction
    .insertInto('alarms')
    .values({ workstation_id: workstationId, epoch, seq, kind, detail })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
