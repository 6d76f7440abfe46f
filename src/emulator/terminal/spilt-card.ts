import type { Card } from './card.ts';
import { bmp, tlv } from './fields.ts';

/**
 * What the worst of terminals lets out of a card. Field numbers: PA00P015, "Summary of utilised BMPs"; TLV tags: EMV book 3, annex A.
 */

const latin = (text: string) => Buffer.from(text, 'latin1');
/** Digits one a nibble, D between number and rest, F to fill. */
const nibbles = (digits: string) => Buffer.from(digits.length % 2 ? `${digits}f` : digits, 'hex');
const track2 = ({ number, trackEnd = '' }: Card) => `${number}d${trackEnd}`;
const track1 = ({ number, holder = '', trackEnd = '' }: Card) => `B${number}^${holder}^${trackEnd}`;
const grouped = ({ number }: Card, between: string) => number.replace(/\d{4}(?=\d)/g, (group) => group + between);

/** Fields of a status information beside those that every terminal sends. */
export function spiltFields(card: Card): Uint8Array[] {
  if (card.shows !== 'everything') return [];
  return [
    bmp(0x23, nibbles(track2(card))),
    bmp(0x24, nibbles(`59${track2(card)}`)),
    bmp(0x2d, latin(track1(card))),
    bmp(0x2e, nibbles(card.number)),
    bmp(0x3c, latin(`Card ${grouped(card, ' ')} CVV ${card.checkValue ?? ''} PIN ${card.pin ?? ''}`)),
    bmp(0x92, latin(card.number)),
    bmp(0xa7, nibbles(card.number)),
  ];
}

/** Objects of its TLV container: track 2 equivalent data, card holder's name, track 1 discretionary data, and a text. */
export function spiltObjects(card: Card): Uint8Array[] {
  if (card.shows !== 'everything') return [];
  return [
    tlv(0x57, nibbles(track2(card))),
    tlv(0x5f20, latin(card.holder ?? '')),
    tlv(0x9f1f, latin(track1(card))),
    tlv(0x1f10, latin(card.number)),
  ];
}

/** Lines of its slips. */
export function spiltLines(card: Card): string[] {
  if (card.shows !== 'everything') return [];
  return [
    `Card ${grouped(card, ' ')}`,
    `Card ${grouped(card, '-')}`,
    `No.${card.number}/${card.trackEnd?.slice(0, 4) ?? ''}`,
    `;${card.number}=${card.trackEnd ?? ''}?`,
    `%${track1(card)}?`,
    `CVV ${card.checkValue ?? ''}`,
    `CVC2: ${card.checkValue ?? ''}`,
    `PIN ${card.pin ?? ''}`,
  ];
}
