import { type JournalRecord, NO_HASH } from '../../../domain/journal/record.ts';
import { chainVerifier } from '../../../domain/journal/verify.ts';
import { Fault } from '../../../workstation/ports/fault.ts';
import type { JournalDraft } from '../../../workstation/ports/journal.ts';
import type { ForkPoint } from '../../../workstation/ports/journal-upload.ts';
import { immediately, openConnection } from '../../database/connection.ts';
import { removeDatabase } from '../../database/durable-file.ts';
import { migrate } from '../../database/migration.ts';
import { appendTo } from '../appending.ts';
import { freshEpochCode } from '../epoch.ts';
import { isAboutTags, lookupsOf, writeLookups } from '../lookups.ts';
import { type JournalOptions, sha256OfNode } from '../options.ts';
import { JOURNAL_SCHEMA } from '../schema.ts';
import { headOf, stampOf } from '../session.ts';
import { type JournalTables, journalTables } from '../tables.ts';
import { openHeadless } from './headless.ts';
import type { JournalRecovery } from './report.ts';
import type { Findings, FoundEntry } from './scan.ts';

export type Rebuilt = Pick<JournalRecovery, 'kept' | 'reappended' | 'lost' | 'epoch'>;

const EPOCH_STARTED = 'EpochStarted';

/**
 * Makes a new journal at `path` of what was found in a damaged one: entries as they were as far as the chain holds, then a new
 * epoch, then what is whole behind the break, or behind the last entry that the cloud holds too. The file is not on the disk for sure until the caller has synced it.
 * @throws Fault STORAGE_OTHER_WORKSTATION when the entries are another's, STORAGE_DISK_FULL, STORAGE_IO.
 */
export function rebuild(
  path: string,
  options: JournalOptions,
  findings: Findings,
  fork: ForkPoint | null = null,
): Rebuilt {
  removeDatabase(path);
  const connection = openConnection(path);
  try {
    connection.pragma('journal_mode = OFF');
    connection.pragma('synchronous = OFF');
    migrate(connection, JOURNAL_SCHEMA);
    return immediately(connection, () => {
      const rebuilt = fill(journalTables(connection), options, findings, fork);
      openHeadless(connection);
      return rebuilt;
    });
  } finally {
    connection.close();
  }
}

function fill(tables: JournalTables, options: JournalOptions, findings: Findings, fork: ForkPoint | null): Rebuilt {
  const reason = fork === null ? 'recovered' : 'forked';
  const parts = (entry: FoundEntry) => entry.record.epoch === fork?.epoch && entry.record.seq > fork.seq;
  const chain = keeper(tables, options);
  let epoch: string | null = null;
  let reappended = 0;
  let lost = findings.epochs.reduce((sum, { lastSeq, found }) => sum + Math.max(0, lastSeq - found), 0);
  for (const entry of findings.entries()) {
    if (entry.record.workstation !== options.workstation) {
      throw new Fault(
        'STORAGE_OTHER_WORKSTATION',
        `the journal is of ${entry.record.workstation}, not of ${options.workstation}`,
      );
    }
    if (epoch === null && !parts(entry) && chain.keep(entry)) continue;
    epoch ??= startEpoch(tables, options, findings, reason);
    // The start of an epoch that is no longer one; every other entry says something of the store.
    if (entry.record.kind === EPOCH_STARTED) continue;
    if (reappend(tables, options, entry)) reappended += 1;
    else lost += 1;
  }
  epoch ??= startEpoch(tables, options, findings, reason);
  return { kept: chain.kept(), reappended, lost, epoch };
}

/** Takes entries over as they are, for as long as each follows the one before. */
function keeper(tables: JournalTables, options: JournalOptions) {
  const chain = chainVerifier(options.sha256 ?? sha256OfNode);
  let kept = 0;
  let head: JournalRecord | null = null;
  let receipts = 0;
  return {
    kept: () => kept,
    keep({ bytes, hash, record, transactionId }: FoundEntry): boolean {
      if (chain.next(bytes, hash.toString('hex')).kind === 'broken') return false;
      if (record.epoch !== head?.epoch) {
        receipts = 0;
        tables.startEpoch(record.epoch, codeOf(record), record.workstation, Buffer.from(NO_HASH, 'hex'));
      }
      head = record;
      kept += 1;
      const { number } = headOf(tables);
      const { seq, kind, businessDay } = record;
      const lookups = lookupsOf(record, transactionId);
      if (lookups.receiptNumber !== undefined) receipts += 1;
      tables.insert({
        epoch: number,
        seq,
        kind,
        transactionId: lookups.transactionId ?? null,
        businessDay,
        bytes,
        hash,
      });
      tables.moveHead(number, seq, hash, receipts);
      writeLookups(tables, lookups);
      return true;
    },
  };
}

function codeOf({ body, epoch }: JournalRecord): string {
  return typeof body.epochCode === 'string' ? body.epochCode : epoch;
}

/** The epoch that the journal goes on with: it names the last entry before the break, and no receipt has its code yet. */
function startEpoch(
  tables: JournalTables,
  options: JournalOptions,
  findings: Findings,
  reason: 'recovered' | 'forked',
): string {
  const parent = tables.currentEpoch();
  const known = findings.epochs.at(-1);
  const code = freshEpochCode(options.identifiers, (taken) => findings.codes.has(taken) || tables.hasCode(taken));
  const epoch = options.identifiers.uuid();
  tables.startEpoch(epoch, code, options.workstation, Buffer.from(NO_HASH, 'hex'));
  const first: JournalDraft = {
    kind: EPOCH_STARTED,
    v: 1,
    body: {
      parentEpoch: parent?.epoch ?? known?.epoch ?? null,
      parentHash: parent?.hash.toString('hex') ?? known?.lastHash ?? null,
      epochCode: code,
      reason,
    },
  };
  appendTo(tables, headOf(tables), stampOf(options), () => [first]);
  return epoch;
}

/**
 * Records an entry again, dated as it was: its day is the one that the store accounted it to. One about tags names the one before it
 * by its new number. False when it no longer fits, a byte of a longer seq having been too many.
 */
function reappend(tables: JournalTables, options: JournalOptions, { record, transactionId }: FoundEntry): boolean {
  const { kind, v, body, recordedAt, businessDay } = record;
  const stamp = { recordedAt, businessDay, sha256: options.sha256 ?? sha256OfNode };
  try {
    appendTo(tables, headOf(tables), stamp, (numbers) => [
      {
        kind,
        v,
        body: isAboutTags(kind) ? { ...body, prevSaleSeq: numbers.lastTagSeq() } : body,
        ...lookupsOf(record, transactionId),
      },
    ]);
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'STORAGE_ENTRY_TOO_LARGE') return false;
    throw error;
  }
}
