import type { PricedGoods, ScaleIndication } from '../../workstation/ports/scale.ts';
import { ascii, indicated, position, type ScaleProtocol, type ScaleStep } from './protocol.ts';

const [STX, ETX, EOT, ENQ, ACK, NAK, ESC] = [0x02, 0x03, 0x04, 0x05, 0x06, 0x15, 0x1b];
const LONGEST = 48;
const MOST_PRICE = 999_999;
/** Record 02: unit (3 is kg), weight in grams, unit price, price to pay. Of the prices nothing is used: the lane's own are sold by. */
const WEIGHED = /^02\?3\?(\d{5})\?\d{5,6}\?\d{6}$/;
const STATUS = /^09\?(\d\d)$/;
/** Record 11: 0 and 1 answer a checksum, 2 asks for one. */
const CHECKSUM = /^11\?([012])/;

/**
 * Dialog 06 (as in the service manual of Ohaus Aviator 7000, 6.1.3): record 01 gives the unit price and is acknowledged, EOT ENQ asks,
 * record 02 tells; NAK where there is nothing to tell, and record 08 asks why. The scale tells a load once, and then only that it has not
 * moved since. NOT CERTIFIED: a verified scale may ask for the checksum of approved software, which this is not; that is told as a fault.
 */
export const dialog06: ScaleProtocol = {
  ask: (goods) => (goods === null ? record('08') : record(`01\x1b${priceOf(goods)}\x1b`)),
  zero: null,
  zeroAnswers: false,
  step(buffer) {
    const [first] = buffer;
    if (first === ACK) return { kind: 'reply', taken: 1, bytes: Uint8Array.of(EOT, ENQ) };
    if (first === NAK) return { kind: 'reply', taken: 1, bytes: record('08') };
    if (first !== STX) return { kind: 'noise', taken: 1 };
    const end = position(buffer, ETX);
    if (end < 0) return buffer.length > LONGEST ? { kind: 'noise', taken: 1 } : { kind: 'more' };
    if (end > LONGEST) return { kind: 'noise', taken: 1 };
    return told(fields(buffer.subarray(1, end)), end + 1);
  },
};

function told(text: string, taken: number): ScaleStep {
  const grams = WEIGHED.exec(text)?.[1];
  if (grams !== undefined) return indicated(taken, { kind: 'stable', grams: Number(grams), newLoad: true });
  const status = STATUS.exec(text)?.[1];
  if (status === '21') return { kind: 'same', taken };
  if (status !== undefined) return indicated(taken, statusOf(status));
  const checksum = CHECKSUM.exec(text)?.[1];
  if (checksum === '0' || checksum === '2') return indicated(taken, { kind: 'fault', code: 'SCALE_CHECKSUM' });
  // Anything else is passed over from its second byte on: a record may begin within.
  return { kind: 'noise', taken: 1 };
}

function statusOf(status: string): ScaleIndication {
  switch (status) {
    case '00':
      return { kind: 'none' };
    case '20':
    case '22':
      return { kind: 'moving' };
    case '30':
      return { kind: 'light' };
    case '31':
      return { kind: 'below' };
    case '32':
      return { kind: 'above' };
    default:
      return { kind: 'fault', code: 'DEVICE_PROTOCOL' };
  }
}

/** As printable text, an ESC between fields as a question mark like everything else that is not printable; there is no other in a record. */
function fields(bytes: Uint8Array): string {
  return bytes.includes(0x3f) || bytes.some((byte) => byte < 0x20 && byte !== ESC) ? '' : ascii(bytes);
}

/** Six digits; a price of nothing is refused by every scale, and a higher one does not fit its display. */
function priceOf({ unitPrice }: PricedGoods): string {
  return String(Math.min(MOST_PRICE, Math.max(1, unitPrice))).padStart(6, '0');
}

function record(text: string): Uint8Array {
  return Uint8Array.of(EOT, STX, ...new TextEncoder().encode(text), ETX);
}
