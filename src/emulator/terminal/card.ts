import { z } from 'zod';
import { cardTypes } from './codes.ts';

/** The card that shoppers present, and how much of its number the terminal lets out. */
export const cardSchema = z.strictObject({
  number: z.string().regex(/^\d{12,19}$/),
  /** Name of the scheme, in BMP 8B and on slips. */
  name: z.string().min(1).max(30),
  /**
   * `lastFour` masks the number as a terminal should. `full` lets all of it out in BMP 22, in the TLV container and in print, as
   * terminals in the field do: what the register keeps of it is its own doing. `everything` is the worst of terminals: tracks,
   * holder, check value and PIN too, in every field and line that could hold them.
   */
  shows: z.enum(['lastFour', 'full', 'everything']),
  /** What else the card carries, for `everything`. */
  holder: z.string().max(26).optional(),
  /** YYMM, service code and discretionary data, as on a track. */
  trackEnd: z
    .string()
    .regex(/^\d{7,24}$/)
    .optional(),
  checkValue: z
    .string()
    .regex(/^\d{3,4}$/)
    .optional(),
  pin: z
    .string()
    .regex(/^\d{4,6}$/)
    .optional(),
});

export type Card = z.infer<typeof cardSchema>;

/** A test number of the schemes, not anybody's card. */
export const testCard: Card = { number: '4111111111111111', name: 'VISA', shows: 'lastFour' };

/** The number with every hidden digit as `mask`. */
export function shownNumber(card: Card, mask: string): string {
  return card.shows !== 'lastFour' ? card.number : mask.repeat(card.number.length - 4) + card.number.slice(-4);
}

/** BMP 22: one digit a nibble, E for a masked one, F to fill (PA00P015, "Summary of utilised BMPs"). */
export function packedNumber(card: Card): Uint8Array {
  const digits = shownNumber(card, 'e');
  return Uint8Array.from(Buffer.from(digits.length % 2 ? `${digits}f` : digits, 'hex'));
}

/** BMP 8A: the protocol's number of the scheme; 255 says that it is in other data. */
export function cardType(card: Card): number {
  return cardTypes[card.name] ?? 255;
}
