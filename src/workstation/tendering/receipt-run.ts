import { buildReceipt } from '../../domain/receipt/build.ts';
import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { PrintOutcome } from '../ports/device.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import { PRINT_EXPIRY_MS } from '../selling/lane-settings.ts';

type PaperState = 'printed' | 'notPrinted' | 'unsure';

/**
 * Prints the receipt of a completed sale, once. That printing began is on disk before the first byte leaves, and what came of it
 * after. A printer's fault never undoes a sale, and the next shopper never waits for it.
 */
export async function printReceipt(core: LaneCore, sold: Transaction, copy: boolean): Promise<void> {
  const { printer, settings, journal, identifiers, clock, log } = core.on;
  const { store, label, workstation } = settings;
  const document = buildReceipt(
    sold,
    {
      storeName: store.name,
      address: store.address,
      laneLabel: label,
      timezone: store.timezone,
      workstation,
      epochCode: journal.epochCode(),
      receiptUrl: store.receiptUrl,
      ...(store.taxId === undefined ? {} : { taxId: store.taxId }),
    },
    copy,
  );
  if (document === null) return;
  const jobId = identifiers.uuid();
  let transaction = sold;
  const note = (command: TransactionCommand) => {
    transaction = recordOn(core, transaction, command);
  };
  let outcome: PrintOutcome = { kind: 'notPrinted', cause: 'offline' };
  if (printer !== null) {
    const job = { id: jobId, document, expiresAt: clock.monotonic() + PRINT_EXPIRY_MS };
    outcome = await printer
      .print(job, () => note({ kind: 'printStarted', jobId, copy }))
      .catch((error: unknown): PrintOutcome => {
        log.error('receipt.printFault', { error: error instanceof Error ? error.message : String(error) });
        return { kind: 'unknown', cause: 'timeout' };
      });
  }
  const paper: PaperState = outcome.kind === 'unknown' ? 'unsure' : outcome.kind;
  const cause = outcome.kind === 'printed' ? {} : { cause: outcome.cause };
  note({ kind: 'printEnded', jobId, outcome: paper, ...cause });
  showPaper(core, transaction, paper);
}

function recordOn(core: LaneCore, transaction: Transaction, command: TransactionCommand): Transaction {
  const recording = core.record(transaction.transactionId, () => [command], transaction);
  return recording.kind === 'recorded' ? recording.transaction : transaction;
}

/** Shows what came of the paper, if its shopper is still here. */
function showPaper(core: LaneCore, transaction: Transaction, paper: PaperState): void {
  const { stage, transaction: shown } = core.state;
  if (shown?.transactionId !== transaction.transactionId) return;
  if (stage.kind === 'thanks') core.update({ transaction, stage: { ...stage, receipt: paper } });
  else core.update({ transaction });
}
