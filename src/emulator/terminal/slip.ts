import { type Apdu, apdu } from './apdu.ts';
import { type Card, shownNumber } from './card.ts';
import { control } from './codes.ts';
import { tlv, tlvContainer } from './fields.ts';
import type { Entry } from './ledger.ts';
import { spiltLines } from './spilt-card.ts';

/** Whose slip it is: type of TLV tag 1F07 (PA00P015, "TLV-Container"). */
export type SlipType = 'merchant' | 'cardholder' | 'administration';

export interface Slip {
  readonly type: SlipType;
  readonly lines: readonly string[];
}

const types: Readonly<Record<SlipType, number>> = { merchant: 1, cardholder: 2, administration: 3 };
const titles: Readonly<Record<SlipType, string>> = {
  merchant: 'Merchant receipt',
  cardholder: 'Cardholder receipt',
  administration: 'Terminal',
};

const COLUMNS = 24;
const ATTRIBUTE_NORMAL = 0x00;
const ATTRIBUTE_LAST = 0x81;
const LINES = 0x25;
const LINE = 0x07;
const ATTRIBUTE = 0x09;
const RECEIPT_TYPE = 0x1f07;

/** The slips of a transaction, for the merchant and for the cardholder. */
export function slipsOf(entry: Entry, card: Card, terminalId: string, heading: string): Slip[] {
  return (['merchant', 'cardholder'] as const).map((type) => ({
    type,
    lines: transactionLines(entry, card, terminalId, heading, type),
  }));
}

/** The slip of an end of day. */
export function closingSlip(entries: readonly Entry[], terminalId: string): Slip {
  const total = entries.reduce((sum, entry) => sum + (entry.kind === 'refund' ? -entry.amount : entry.amount), 0);
  return {
    type: 'administration',
    lines: [
      'End of day',
      pair('Terminal', terminalId),
      pair('Transactions', String(entries.length)),
      pair('Total', decimal(total)),
    ],
  };
}

/** The slips as Print Line (06 D1) or Print Text-Block (06 D3) messages. */
export function printMessages(slips: readonly Slip[], asTextBlock: boolean): Apdu[] {
  return slips.flatMap((slip) => (asTextBlock ? [textBlock(slip)] : printLines(slip)));
}

function transactionLines(entry: Entry, card: Card, terminalId: string, heading: string, type: SlipType): string[] {
  const at = new Date(entry.at);
  return [
    titles[type],
    heading,
    pair('Terminal', terminalId),
    pair('Trace', entry.traceNumber),
    pair('Receipt', entry.receiptNumber),
    card.name,
    shownNumber(card, '#'),
    ...spiltLines(card),
    pair(
      `${two(at.getDate())}.${two(at.getMonth() + 1)}.${at.getFullYear()}`,
      `${two(at.getHours())}:${two(at.getMinutes())}`,
    ),
    pair(entry.currency, decimal(entry.amount)),
    entry.kind === 'reversal' || entry.reversed ? 'REVERSED' : 'APPROVED',
  ];
}

function printLines(slip: Slip): Apdu[] {
  const last = slip.lines.length - 1;
  return slip.lines.map((line, index) =>
    apdu(control.printLine, index === last ? ATTRIBUTE_LAST : ATTRIBUTE_NORMAL, Buffer.from(line, 'latin1')),
  );
}

function textBlock(slip: Slip): Apdu {
  const lines = slip.lines.flatMap((line) => [
    tlv(ATTRIBUTE, Uint8Array.of(ATTRIBUTE_NORMAL)),
    tlv(LINE, Buffer.from(line, 'latin1')),
  ]);
  return apdu(
    control.printTextBlock,
    tlvContainer(tlv(RECEIPT_TYPE, Uint8Array.of(types[slip.type])), tlv(LINES, ...lines)),
  );
}

function pair(name: string, value: string): string {
  return name + value.padStart(Math.max(value.length + 1, COLUMNS - name.length));
}

function decimal(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
