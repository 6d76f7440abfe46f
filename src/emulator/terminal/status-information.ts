import { type Apdu, apdu } from './apdu.ts';
import { type Card, cardType, packedNumber } from './card.ts';
import { code, control } from './codes.ts';
import { bmp, packed, tlv, tlvContainer } from './fields.ts';
import type { Entry } from './ledger.ts';
import { spiltFields, spiltObjects } from './spilt-card.ts';

/** What all messages of one terminal share. */
export interface TerminalIdentity {
  /** Eight digits. */
  readonly terminalId: string;
  /** Fifteen characters. */
  readonly merchantNumber: string;
}

const APPLICATION = 0x60;
const APPLICATION_ID = 0x43;
const CARD_NUMBER = 0x5a;

/** 04 0F after a transaction: what was booked, or why nothing was (PA00P015, "Status-Information"). */
export function statusInformation(
  entry: Entry,
  result: number,
  currency: number,
  card: Card,
  who: TerminalIdentity,
): Apdu {
  const at = new Date(entry.at);
  const time = at.getHours() * 10_000 + at.getMinutes() * 100 + at.getSeconds();
  const approved = result === code.approved;
  return apdu(
    control.statusInformation,
    bmp(0x27, Uint8Array.of(result)),
    bmp(0x04, packed(entry.amount, 6)),
    bmp(0x49, packed(currency, 2)),
    bmp(0x0b, packed(Number(entry.traceNumber), 3)),
    bmp(0x0c, packed(time, 3)),
    bmp(0x0d, packed((at.getMonth() + 1) * 100 + at.getDate(), 2)),
    bmp(0x29, packed(Number(who.terminalId), 4)),
    bmp(0x2a, Buffer.from(who.merchantNumber.padEnd(15).slice(0, 15), 'latin1')),
    bmp(0x87, packed(Number(entry.receiptNumber), 2)),
    ...(entry.original === undefined ? [] : [bmp(0x37, packed(Number(entry.original), 3))]),
    bmp(0x22, packedNumber(card)),
    bmp(0x8a, Uint8Array.of(cardType(card))),
    bmp(0x8b, Buffer.from(`${cardName(card)}\0`, 'latin1')),
    ...(approved ? [bmp(0x3b, authorisation(entry))] : []),
    tlvContainer(
      tlv(APPLICATION, tlv(APPLICATION_ID, Uint8Array.of(0xa0, 0x00, 0x00, 0x00, 0x03, 0x10, 0x10))),
      ...(card.shows === 'lastFour' ? [] : [tlv(CARD_NUMBER, packedNumber(card))]),
      ...spiltObjects(card),
    ),
    ...spiltFields(card),
  );
}

const cardName = ({ name, number, shows }: Card) => (shows === 'everything' ? `${name} ${number}` : name);

/** 04 0F of an end of day, or of the day so far: the sum, and the totals of BMP 60, all of them booked as "other cards". */
export function closingInformation(entries: readonly Entry[], currency: number, now: number): Apdu {
  const at = new Date(now);
  const total = entries.reduce((sum, entry) => sum + (entry.kind === 'refund' ? 0 : entry.amount), 0);
  const receipts = entries.map((entry) => Number(entry.receiptNumber));
  const none = new Uint8Array(7);
  return apdu(
    control.statusInformation,
    bmp(0x27, Uint8Array.of(code.approved)),
    bmp(0x04, packed(total, 6)),
    bmp(0x49, packed(currency, 2)),
    bmp(0x0c, packed(at.getHours() * 10_000 + at.getMinutes() * 100 + at.getSeconds(), 3)),
    bmp(0x0d, packed((at.getMonth() + 1) * 100 + at.getDate(), 2)),
    bmp(
      0x60,
      Buffer.concat([
        packed(receipts[0] ?? 0, 2),
        packed(receipts.at(-1) ?? 0, 2),
        ...Array.from({ length: 6 }, () => none),
        Uint8Array.of(Math.min(255, entries.length)),
        packed(total, 6),
      ]),
    ),
  );
}

function authorisation(entry: Entry): Uint8Array {
  return Buffer.from(`A${entry.traceNumber}`.padEnd(8, '\0'), 'latin1');
}
