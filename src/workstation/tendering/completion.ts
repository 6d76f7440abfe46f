import { crockford, EXIT_CODE_BYTES, exitClaimText, signedExit } from '../../domain/gate/exit-code.ts';
import { ledgerEntryOf, movedEpcs } from '../../domain/gate/ledger-entry.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import { Fault } from '../ports/fault.ts';
import type { RecordedEntry } from '../ports/journal.ts';
import type { LaneCore } from '../selling/lane-core.ts';

/** Completes a sale that nothing is left to pay of, with its receipt number, token and exit code. @throws Fault */
export function completeSale(core: LaneCore, transaction: Transaction): Transaction {
  const { identifiers, clock, signer, settings } = core.on;
  const issuedAt = Math.floor(clock.now() / 1000);
  const code = crockford(identifiers.randomBytes(EXIT_CODE_BYTES), 8);
  const claim = { workstation: settings.workstation, issuedAt, code };
  // What was practised opens no gate: its code looks like any other, and its signature is of no claim.
  const text = `${transaction.training ? 'training.' : ''}${exitClaimText(claim)}`;
  const signature = signer.sign(new TextEncoder().encode(text));
  const recording = core.record(
    transaction.transactionId,
    (numbers) => [
      {
        kind: 'complete',
        at: core.instant(),
        receiptNumber: numbers.receiptNumber(),
        locale: core.state.locale,
        receiptToken: base64url(identifiers.randomBytes(16)),
        exit: { code, signed: signedExit(claim, base64url(signature)) },
        prevSaleSeq: numbers.lastTagSeq(),
      },
    ],
    transaction,
  );
  if (recording.kind === 'recorded') {
    publishTags(core, recording.entries, recording.transaction);
    return recording.transaction;
  }
  throw new Fault('WORKSTATION_NOT_COMPLETED', `a paid sale was refused its completion: ${recording.refusal}`);
}

/** Tells whoever wants to know what became of tags. The sale is complete, whatever they make of it. */
function publishTags(core: LaneCore, entries: readonly RecordedEntry[], { completion }: Transaction): void {
  const { soldTags, settings, log } = core.on;
  for (const recorded of entries) {
    const entry = ledgerEntryOf({ ...recorded, workstation: settings.workstation });
    if (entry === null || completion === null) continue;
    try {
      const { receiptNumber, completedAt } = completion;
      soldTags?.published(entry, { epcs: movedEpcs(recorded), receiptNumber, completedAt });
    } catch (error) {
      log.error('tags.notPublished', {
        seq: entry.seq,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
