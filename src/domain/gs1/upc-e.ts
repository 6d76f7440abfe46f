import { gs1CheckDigit } from './check-digit.ts';

const UPC_E = /^[0-9]{6,8}$/;

export type UpcEReading =
  | { readonly kind: 'ok'; readonly gtin12: string }
  | { readonly kind: 'refused'; readonly reason: 'notUpcE' | 'numberSystem' | 'checkDigit' };

/**
 * Puts back the zeros that a UPC-E symbol suppresses (GS1 General Specifications 5.2.2.4.2) and answers the GTIN-12 with its
 * check digit. Readers send three forms: 8 digits are number system, six digits and check digit, which is verified; 7 digits
 * are number system and six digits; 6 digits are number system 0. A form without a check digit had it verified by the reader
 * (it is the symbol's parity) and gets it computed. Number systems are 0 and 1.
 */
export function expandUpcE(text: string): UpcEReading {
  if (!UPC_E.test(text)) return { kind: 'refused', reason: 'notUpcE' };
  const numberSystem = text.length === 6 ? '0' : text.charAt(0);
  if (numberSystem !== '0' && numberSystem !== '1') return { kind: 'refused', reason: 'numberSystem' };
  const payload = numberSystem + withZeros(text.length === 6 ? text : text.slice(1, 7));
  const check = gs1CheckDigit(payload) ?? '';
  if (text.length === 8 && text.charAt(7) !== check) return { kind: 'refused', reason: 'checkDigit' };
  return { kind: 'ok', gtin12: payload + check };
}

/** The ten digits of company and item that six digits stand for; the last of the six says where the zeros were. */
function withZeros(six: string): string {
  const last = six.charAt(5);
  switch (last) {
    case '0':
    case '1':
    case '2':
      return `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`;
    case '3':
      return `${six.slice(0, 3)}00000${six.slice(3, 5)}`;
    case '4':
      return `${six.slice(0, 4)}00000${six.charAt(4)}`;
    default:
      return `${six.slice(0, 5)}0000${last}`;
  }
}
