import { gs1CheckDigit } from '../gs1/check-digit.ts';
import { linkEscaped } from './characters.ts';
import type { Identity } from './scheme.ts';

/** What the values of an EPC URI, in its order and not escaped, name (TDS 2.3, chapter 7). */
export type Naming = (values: readonly string[]) => Omit<Identity, 'pure'>;

const withCheckDigit = (payload: string) => payload + (gs1CheckDigit(payload) ?? '');
/** The first digit of the reference stands in front of the company prefix (7.3, 7.4). */
const digitFirst = (prefix: string, reference: string) =>
  withCheckDigit(reference.slice(0, 1) + prefix + reference.slice(1));

const nothing = { link: null, gtin: null, serial: null };

/** By the scheme of the pure identity URI. */
export const NAMINGS: Readonly<Record<string, Naming>> = {
  sgtin([prefix = '', reference = '', serial = '']) {
    const gtin = digitFirst(prefix, reference);
    return { link: `/01/${gtin}/21/${linkEscaped(serial)}`, gtin, serial };
  },
  sscc: ([prefix = '', reference = '']) => ({ ...nothing, link: `/00/${digitFirst(prefix, reference)}` }),
  // An extension of a lone zero says that there is none (7.5).
  sgln([prefix = '', reference = '', extension = '']) {
    const gln = withCheckDigit(prefix + reference);
    if (extension === '0') return { ...nothing, link: `/414/${gln}` };
    return { link: `/414/${gln}/254/${linkEscaped(extension)}`, gtin: null, serial: extension };
  },
  grai: ([prefix = '', reference = '', serial = '']) => ({
    link: `/8003/0${withCheckDigit(prefix + reference)}${linkEscaped(serial)}`,
    gtin: null,
    serial,
  }),
  giai: ([prefix = '', reference = '']) => ({ ...nothing, link: `/8004/${prefix}${linkEscaped(reference)}` }),
  gsrn: ([prefix = '', reference = '']) => ({ ...nothing, link: `/8018/${withCheckDigit(prefix + reference)}` }),
  gsrnp: ([prefix = '', reference = '']) => ({ ...nothing, link: `/8017/${withCheckDigit(prefix + reference)}` }),
  gdti: ([prefix = '', reference = '', serial = '']) => ({
    link: `/253/${withCheckDigit(prefix + reference)}${linkEscaped(serial)}`,
    gtin: null,
    serial,
  }),
  sgcn: ([prefix = '', reference = '', serial = '']) => ({
    link: `/255/${withCheckDigit(prefix + reference)}${serial}`,
    gtin: null,
    serial,
  }),
  cpi: ([prefix = '', reference = '', serial = '']) => ({
    link: `/8010/${prefix}${linkEscaped(reference)}/8011/${serial}`,
    gtin: null,
    serial,
  }),
  itip([prefix = '', reference = '', piece = '', total = '', serial = '']) {
    const gtin = digitFirst(prefix, reference);
    return { link: `/8006/${gtin}${piece}${total}/21/${linkEscaped(serial)}`, gtin, serial };
  },
  gid: ([, , serial = '']) => ({ ...nothing, serial }),
  usdod: ([, serial = '']) => ({ ...nothing, serial }),
  adi: ([, , serial = '']) => ({ ...nothing, serial }),
};
