import { WORKSTATION_EVENT_VERSION, type WorkstationEvent } from '../../domain/journal/workstation-events.ts';
import type { Refusal, TransactionCommand } from '../../domain/transaction/commands.ts';
import { decide } from '../../domain/transaction/decide.ts';
import {
  readTransactionEvent,
  TRANSACTION_EVENT_VERSION,
  type TransactionEvent,
  transactionBoundary,
} from '../../domain/transaction/events.ts';
import { evolve } from '../../domain/transaction/evolve.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import { Fault } from '../ports/fault.ts';
import type { JournalDraft, JournalNumbers, JournalPort, Json, RecordedEntry } from '../ports/journal.ts';

export type Recording =
  | {
      readonly kind: 'recorded';
      readonly transaction: Transaction;
      readonly events: readonly TransactionEvent[];
      /** What is on disk of them. */
      readonly entries: readonly RecordedEntry[];
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Thrown to leave the journal's transaction when a command is refused; never escapes `record`. */
class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

/**
 * Decides commands one after the other and records all their events in one durable transaction: either all of it is on disk and
 * the new state is returned, or none of it is. Commands may need a number that only the journal can give.
 * @throws Fault of the journal; the state is then as before.
 */
export function record(
  journal: JournalPort,
  state: Transaction | null,
  transactionId: string,
  commands: (numbers: JournalNumbers) => readonly TransactionCommand[],
): Recording {
  let next = state;
  const happened: TransactionEvent[] = [];
  let entries: readonly RecordedEntry[];
  try {
    const build = (numbers: JournalNumbers): JournalDraft[] => {
      next = state;
      happened.length = 0;
      for (const command of commands(numbers)) {
        const decision = decide(next, command);
        if (decision.kind === 'refused') throw new Refused(decision.refusal);
        for (const event of decision.events) {
          next = evolve(next, transactionId, event);
          happened.push(event);
        }
      }
      return happened.map((event) => draft(transactionId, event));
    };
    entries = journal.append(build);
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', refusal: error.refusal };
    throw error;
  }
  if (next === null) throw new Fault('WORKSTATION_NOTHING_RECORDED', 'no command made a transaction');
  return { kind: 'recorded', transaction: next, events: happened, entries };
}

/**
 * Folds a transaction back out of the journal.
 * @throws Fault WORKSTATION_JOURNAL_UNREADABLE when an entry is not what this program writes.
 */
export function recall(journal: Pick<JournalPort, 'entriesOf'>, transactionId: string): Transaction | null {
  let state: Transaction | null = null;
  for (const entry of journal.entriesOf(transactionId)) {
    const read = readTransactionEvent(entry.kind, entry.v, entry.body);
    if (read.kind === 'notOfTransaction') continue;
    if (read.kind === 'invalid') throw unreadable(entry.seq, read.problem);
    try {
      state = evolve(state, transactionId, read.event);
    } catch (error) {
      throw unreadable(entry.seq, String(error));
    }
  }
  return state;
}

function draft(transactionId: string, event: TransactionEvent): JournalDraft {
  const boundary = transactionBoundary(event.kind);
  return {
    kind: event.kind,
    v: TRANSACTION_EVENT_VERSION,
    body: { transactionId, ...(event.body as { readonly [key: string]: Json }) },
    transactionId,
    ...(boundary === undefined ? {} : { transaction: boundary }),
    ...(event.kind === 'TransactionCompleted' ? { receiptNumber: event.body.receiptNumber } : {}),
    ...(event.kind === 'TransactionStarted' && event.body.returnOf !== undefined
      ? { returnOf: event.body.returnOf }
      : {}),
  };
}

/** An event of the workstation itself, as the journal takes it. */
export function workstationDraft({ kind, body }: WorkstationEvent): JournalDraft {
  return { kind, v: WORKSTATION_EVENT_VERSION, body };
}

function unreadable(seq: number, problem: string): Fault {
  return new Fault('WORKSTATION_JOURNAL_UNREADABLE', `journal entry ${seq}: ${problem}`);
}
