import { statfsSync } from 'node:fs';
import { Fault } from '../../workstation/ports/fault.ts';
import type { JournalDraft, JournalNumbers, JournalPort, RecordedEntry } from '../../workstation/ports/journal.ts';
import type { ForkPoint } from '../../workstation/ports/journal-upload.ts';
import type { OwnSalesPort } from '../../workstation/ports/own-sales.ts';
import { immediately, PAGE_SIZE } from '../database/connection.ts';
import { guarded, isPassing, storageFault } from '../database/faults.ts';
import { holdLock } from '../database/lock.ts';
import { appendTo } from './appending.ts';
import { clearMarks, fileSize, journalFiles } from './files.ts';
import { markFork } from './fork.ts';
import { wholeRecord } from './head-check.ts';
import { assertWritable, openChecked, suspect } from './opening.ts';
import { DEFAULT_FLOOR_BYTES, DEFAULT_RESERVE_BYTES, type JournalOptions, sha256OfNode } from './options.ts';
import { ownSalesOf } from './own-sales.ts';
import { type DiskRoom, diskRoom } from './room.ts';
import { type Checkpoint, checkpointOf, headOf, type Session, stampOf } from './session.ts';
import type { JournalTables } from './tables.ts';

/** How far back `latest` looks: some hundred sales of a supermarket. */
const LOOKED_AT_FOR_LATEST = 10_000;

export interface JournalStore extends JournalPort {
  /** What this journal says of tags. */
  readonly ownSales: OwnSalesPort;
  /**
   * Moves the write-ahead log into the database file, as far as no reader holds it back. The edge calls it between sales, so
   * that no sale pays for it. @throws Fault STORAGE_DISK_FULL, STORAGE_IO; nothing that was appended is lost by either.
   */
  checkpoint(): Checkpoint;
  /**
   * Begins a new epoch after the last entry that this disk and the cloud both hold, keeps the file as it was, and records again what
   * only this disk holds. To be called when nobody is at the lane. @throws Fault as `reopen`; it is then done by the next opening.
   */
  fork(at: ForkPoint): void;
  /** Closes the file and lets another process have it. */
  close(): void;
}

/** What a store is made of; tests put their own in. */
export interface StoreParts {
  readonly options: JournalOptions;
  readonly room: DiskRoom;
  /** Opens the file, at start and at every `reopen`. */
  open(): Session;
  /** Met damage: to be looked into at the next opening. */
  suspect(): void;
  /** The disk and the cloud part here: to be mended at the next opening. */
  forked(at: ForkPoint): void;
  /** The file is about to be closed as it should be. */
  closing(): void;
  /** After the file is closed for good. */
  release(): void;
}

type Build = (numbers: JournalNumbers) => readonly JournalDraft[];

/**
 * Opens a workstation's journal, or starts one, for this process alone; other processes may read it meanwhile. A damaged one is
 * kept, replaced by what can be read of it, and `options.recovered` told.
 * @throws Fault STORAGE_LOCKED, STORAGE_CORRUPT (damage that recovery did not mend), STORAGE_NOT_DURABLE, STORAGE_NOT_WRITABLE,
 * STORAGE_FOREIGN_FILE, STORAGE_SCHEMA_NEWER, STORAGE_OTHER_WORKSTATION (the file is another workstation's), STORAGE_DISK_FULL,
 * STORAGE_IO.
 */
export function openJournal(options: JournalOptions): JournalStore {
  const files = journalFiles(options.path);
  assertWritable(files);
  const lock = holdLock(files.lock);
  try {
    const room = diskRoom({
      file: files.reserve,
      reserveBytes: options.reserveBytes ?? DEFAULT_RESERVE_BYTES,
      floorBytes: options.floorBytes ?? DEFAULT_FLOOR_BYTES,
      statfs: options.statfs ?? statfsSync,
      monotonic: () => options.clock.monotonic(),
    });
    return storeOn({
      options,
      room,
      open: () => openChecked(files, options),
      suspect: () => suspect(files),
      forked: (at) => markFork(files.forked, at),
      closing: () => clearMarks(files.open),
      release: () => lock.release(),
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** @throws Fault as `parts.open`. */
export function storeOn(parts: StoreParts): JournalStore {
  const { options, room } = parts;
  const sha256 = options.sha256 ?? sha256OfNode;
  let session: Session | null = withRoom(room, () => parts.open());
  let broken: Fault | null = null;
  let appending = false;
  let closed = false;
  room.space();

  /** Nobody knows what the disk holds after a fault that does not pass, so nothing more is acknowledged until `reopen`. */
  const breaks = (fault: Fault): void => {
    if (isPassing(fault)) return;
    if (fault.code === 'STORAGE_CORRUPT') parts.suspect();
    broken ??= fault;
  };
  const open = (): Session => {
    if (session === null) throw broken ?? new Error('the journal is closed');
    return session;
  };
  const reading = <T>(work: (tables: JournalTables) => T): T => {
    const { tables } = open();
    try {
      return guarded('reading the journal', () => work(tables));
    } catch (error) {
      if (error instanceof Fault && error.code === 'STORAGE_CORRUPT') breaks(error);
      throw error;
    }
  };
  /** Only where the database grows by little: what the reserve gave is for the append, not for a long log to be moved into. */
  const restartLog = (): void => {
    const pages = Number(open().connection.pragma('page_count', { simple: true }));
    const growth = pages * PAGE_SIZE - fileSize(options.path);
    if (growth <= (options.reserveBytes ?? DEFAULT_RESERVE_BYTES) / 2) checkpointOf(open());
  };
  const attempt = (build: Build): readonly RecordedEntry[] => {
    const { connection, tables } = open();
    return immediately(connection, () => appendTo(tables, headOf(tables), stampOf(options), build));
  };
  const recorded = (row: { bytes: Buffer; hash: Buffer }): RecordedEntry => {
    const { epoch, seq, recordedAt, businessDay, kind, v, body } = wholeRecord(row, sha256);
    return { epoch, seq, recordedAt, businessDay, kind, v, body, hash: row.hash.toString('hex') };
  };

  const reopen = (): void => {
    if (closed || appending) throw new Error('a journal is not reopened once closed, nor while it appends');
    try {
      guarded('closing the journal', () => parts.closing());
      guarded('closing the journal', () => session?.connection.close());
      session = null;
      session = withRoom(room, () => parts.open());
      broken = null;
    } catch (error) {
      const fault = error instanceof Fault ? error : storageFault(error, 'reopening the journal');
      broken = fault ?? broken ?? new Fault('STORAGE_IO', 'the journal could not be reopened', { cause: error });
      throw fault ?? error;
    }
  };

  return {
    append(build) {
      if (broken !== null) throw broken;
      if (appending) throw new Error('an append builds its drafts without appending');
      appending = true;
      try {
        return withRoom(room, () => attempt(build), restartLog);
      } catch (error) {
        const fault = faultOf(error, 'appending to the journal');
        if (fault !== null) breaks(fault);
        throw fault ?? error;
      } finally {
        appending = false;
      }
    },
    head: () => {
      const { epoch, seq, hash: last } = reading(headOf);
      return { epoch, seq, hash: last.toString('hex') };
    },
    epochCode: () => reading(headOf).code,
    openTransactions: () => reading((tables) => tables.openTransactions()),
    entriesOf: (transactionId) => reading((tables) => tables.ofTransaction(transactionId).map(recorded)),
    saleByReceipt: (receiptNumber) => reading((tables) => tables.saleByReceipt(receiptNumber)),
    returnsOf: (transactionId) => reading((tables) => tables.returnsOf(transactionId)),
    latest: (kinds, most) =>
      reading((tables) => tables.latest(kinds, LOOKED_AT_FOR_LATEST, most).map(recorded).reverse()),
    ownSales: ownSalesOf(reading, sha256),
    space: () => room.space(),
    checkpoint: () => checkpointOf(open()),
    reopen,
    fork(at) {
      guarded('marking where the cloud parts from the journal', () => parts.forked(at));
      reopen();
    },
    close() {
      closed = true;
      try {
        parts.closing();
      } catch {
        // The mark stays: at worst the next opening starts a new epoch for nothing. A disk that fails now has told so before.
      }
      session?.connection.close();
      session = null;
      parts.release();
    },
  };
}

/**
 * Does something that a full disk may refuse, and once more with the room of the reserve. The log is checkpointed in between
 * where that is done in little room, since it then starts over in the room that it has.
 */
function withRoom<T>(room: DiskRoom, work: () => T, checkpoint?: () => void): T {
  try {
    return work();
  } catch (error) {
    const fault = error instanceof Fault ? error : storageFault(error, 'recording');
    if (fault?.code !== 'STORAGE_DISK_FULL' || !room.giveUp()) throw error;
  }
  try {
    checkpoint?.();
  } catch {
    // What could not be moved stays in the log, and the append needs less room than the move.
  }
  return work();
}

/** The fault of the disk that an error is; null for one of whoever built the entries. */
function faultOf(error: unknown, doing: string): Fault | null {
  if (error instanceof Fault && error.code === 'STORAGE_CORRUPT') return error;
  return storageFault(error, doing);
}
