import { crockford, EXIT_CODE_BYTES, exitClaimText, signedExit } from '../../domain/gate/exit-code.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import { Fault } from '../ports/fault.ts';
import type { LaneCore } from '../selling/lane-core.ts';

/** Completes a sale that nothing is left to pay of, with its receipt number, token and exit code. @throws Fault */
export function completeSale(core: LaneCore, transaction: Transaction): Transaction {
  const { identifiers, clock, signer, settings } = core.on;
  const issuedAt = Math.floor(clock.now() / 1000);
  const code = crockford(identifiers.randomBytes(EXIT_CODE_BYTES), 8);
  const claim = { workstation: settings.workstation, issuedAt, code };
  const signature = signer.sign(new TextEncoder().encode(exitClaimText(claim)));
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
      },
    ],
    transaction,
  );
  if (recording.kind === 'recorded') return recording.transaction;
  throw new Fault('WORKSTATION_NOT_COMPLETED', `a paid sale was refused its completion: ${recording.refusal}`);
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
