import { itemName } from '../item/item.ts';
import { isLive, signed } from '../tender/attempt.ts';
import type { Line, Transaction } from '../transaction/transaction.ts';
import type { ReceiptDocument, ReceiptLine } from './document.ts';

/** What a receipt says of the store and the lane; the rest comes from the transaction. */
export interface ReceiptHeading {
  readonly storeName: string;
  readonly address: readonly string[];
  readonly taxId?: string;
  readonly laneLabel: string;
  readonly timezone: string;
  readonly workstation: string;
  readonly epochCode: string;
  /** Where digital receipts are served (`https://receipts.example`); null where there is none. */
  readonly receiptUrl: string | null;
}

/**
 * What the QR at the foot carries: the digital receipt's address with the signed exit code in its fragment, or the exit code
 * alone where no one serves digital receipts.
 */
export function receiptQr(receiptUrl: string | null, token: string, signedExit: string): string {
  return receiptUrl === null ? `checkstand:exit#${signedExit}` : `${receiptUrl}/r/${token}#${signedExit}`;
}

/** The receipt of a completed transaction, or null while it has not completed. Pure: the same events give the same paper. */
export function buildReceipt(transaction: Transaction, heading: ReceiptHeading, copy: boolean): ReceiptDocument | null {
  const { completion, totals } = transaction;
  if (completion === null || totals === null) return null;
  const live = transaction.attempts.filter(isLive);
  const { storeName, address, laneLabel } = heading;
  return {
    locale: transaction.locale,
    currency: transaction.currency,
    timezone: heading.timezone,
    pricesIncludeTax: transaction.tax.pricesIncludeTax,
    copy,
    training: transaction.training,
    returnOf: transaction.returnOf?.receiptNumber ?? null,
    header: {
      storeName,
      address,
      laneLabel,
      receiptNumber: completion.receiptNumber,
      completedAt: completion.completedAt,
      ...(heading.taxId === undefined ? {} : { taxId: heading.taxId }),
    },
    lines: transaction.lines.map((line) => receiptLine(transaction, line)),
    itemCount: countItems(transaction.lines),
    gross: totals.gross,
    discount: totals.discount,
    total: totals.total,
    tax: totals.tax,
    taxes: totals.taxes.map(({ code, name, percent, base, tax }) => ({ code, name: name ?? code, percent, base, tax })),
    tenders: live.map(({ direction, approved, evidence, byHand = false }) => ({
      kind: byHand ? ('byHand' as const) : ('card' as const),
      amount: signed({ direction, approved }),
      ...(evidence?.scheme === undefined ? {} : { scheme: evidence.scheme }),
      ...(evidence?.lastFour === undefined ? {} : { lastFour: evidence.lastFour }),
      ...(evidence?.authorisation === undefined ? {} : { authorisation: evidence.authorisation }),
    })),
    terminalText: live.flatMap(({ evidence }) => evidence?.receiptText ?? []),
    fiscal: {
      workstation: heading.workstation,
      epochCode: heading.epochCode,
      transactionId: transaction.transactionId,
    },
    // Whoever brought goods back takes nothing through the gate.
    qr:
      transaction.returnOf !== null
        ? null
        : {
            payload: receiptQr(heading.receiptUrl, completion.receiptToken, completion.exit.signed),
            caption: { id: heading.receiptUrl === null ? 'receipt.qr.exit' : 'receipt.qr.digital' },
          },
  };
}

/** How many things are in the basket: pieces, a weighed thing once, deposits not at all. */
export function countItems(lines: readonly Line[]): number {
  return lines.reduce((count, line) => (line.linkedTo === null ? count + line.quantity : count), 0);
}

function receiptLine(transaction: Transaction, line: Line): ReceiptLine {
  const agreed = transaction.totals?.lines.find((it) => it.lineId === line.lineId);
  return {
    name: itemName(line.item, transaction.locale),
    quantity: line.grams === null ? line.quantity : null,
    grams: line.grams,
    unitPrice: line.labelPrice ?? line.item.price,
    gross: agreed?.gross ?? 0,
    modifiers: (agreed?.modifiers ?? []).map(({ title, amount }) => ({ title, amount })),
    taxCodes: line.item.taxCodes,
  };
}
