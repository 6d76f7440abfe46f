import fc from 'fast-check';
import { gs1CheckDigit } from '../../src/domain/gs1/check-digit.ts';

/** Components of valid EPCs, put together from the tables of the Tag Data Standard and not from the codec's own. */

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
export const SET_82 = `!"%&'()*+,-./${DIGITS}:;<=>?${UPPER}_${UPPER.toLowerCase()}`;
const SET_39 = `#-/${DIGITS}${UPPER}`;
const CAGE = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

export const textOf = (characters: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength });
export const digits = (minLength: number, maxLength = minLength) => textOf(DIGITS, minLength, maxLength);
const below = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }).map(String);
const belowOf = (bits: number, most: number) =>
  fc
    .bigInt({ min: 0n, max: [2n ** BigInt(bits), 10n ** BigInt(most)].reduce((a, b) => (a < b ? a : b)) - 1n })
    .map(String);
const filter = fc.nat(7).map(String);

export const urn = (text: string) => text.replace(/["#%&/<>?]/g, (each) => encodeURIComponent(each));
export const PREFIX_BITS: readonly number[] = [40, 37, 34, 30, 27, 24, 20];

type Components = (partition: number) => fc.Arbitrary<readonly string[]>;

/** Filter, company prefix, the reference's digits at partition 0, and what follows. */
const gs1 =
  (referenceDigits: number, ...rest: fc.Arbitrary<string>[]): Components =>
  (partition) =>
    fc.tuple(filter, digits(12 - partition), digits(referenceDigits + partition), ...rest);

const serial = (most: number) => textOf(SET_82, 1, most).map(urn);

/** By scheme; the argument is the partition value, which some have no use for. */
export const TAG_COMPONENTS: Readonly<Record<string, Components>> = {
  'sgtin-96': gs1(1, below(38)),
  'sgtin-198': gs1(1, serial(20)),
  'sscc-96': gs1(5),
  'sgln-96': gs1(0, below(41)),
  'sgln-195': gs1(0, serial(20)),
  'grai-96': gs1(0, below(38)),
  'grai-170': gs1(0, serial(16)),
  'giai-96': (partition) => fc.tuple(filter, digits(12 - partition), below(82 - (PREFIX_BITS[partition] ?? 0))),
  'giai-202': (partition) => fc.tuple(filter, digits(12 - partition), serial(18 + partition)),
  'gsrn-96': gs1(5),
  'gsrnp-96': gs1(5),
  'gdti-96': gs1(0, below(41)),
  'gdti-174': gs1(0, serial(17)),
  'sgcn-96': gs1(0, digits(1, 12)),
  'cpi-96': (partition) =>
    fc.tuple(filter, digits(12 - partition), belowOf(51 - (PREFIX_BITS[partition] ?? 0), 3 + partition), below(31)),
  'cpi-var': (partition) =>
    fc.tuple(filter, digits(12 - partition), textOf(SET_39, 1, 18 + partition).map(urn), belowOf(40, 12)),
  'itip-110': gs1(1, digits(2), digits(2), below(38)),
  'itip-212': gs1(1, digits(2), digits(2), serial(20)),
  'gid-96': () => fc.tuple(below(28), below(24), below(36)),
  'usdod-96': () => fc.tuple(below(4), textOf(CAGE, 5, 6), below(36)),
  'adi-var': () =>
    fc.tuple(
      below(6),
      textOf(CAGE, 5, 6),
      textOf(SET_39.slice(1), 0, 32).map(urn),
      fc.tuple(fc.constantFrom('', '#'), textOf(SET_39.slice(1), 1, 29)).map(([hash, text]) => urn(hash + text)),
    ),
};

const key = (length: number) => digits(length - 1).map((payload) => payload + gs1CheckDigit(payload));
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);

/** Of every character set that has an encoding indicator of its own. */
const coded = (most: number) =>
  fc
    .constantFrom(
      DIGITS,
      '0123456789ABCDEF',
      '0123456789abcdef',
      `${DIGITS}${UPPER}${UPPER.toLowerCase()}-_`,
      `${DIGITS}${UPPER}-.:`,
      SET_82,
    )
    .chain((characters) => textOf(characters, 1, most))
    .map(escaped);
const startsWithPrefix = (characters: string) =>
  fc.tuple(digits(4, 12), textOf(characters, 0, 18)).map((texts) => escaped(texts.join('')));

const DATES = fc
  .tuple(
    fc.constantFrom('11', '13', '15', '16', '17', '7006', '7007'),
    fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
  )
  .map(([ai, date]) => `${ai}=${date.toISOString().slice(2, 10).replaceAll('-', '')}`);

const pair = (path: string, first: fc.Arbitrary<string>, between: string, second: fc.Arbitrary<string>) =>
  fc.tuple(first, second).map(([a, b]) => `/${path}/${a}${between}${b}`);

/** What stands behind the host in a Digital Link, by the scheme that is written of it. */
export const LINKS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'SGTIN+': pair('01', key(14), '/21/', coded(20)),
  'DSGTIN+': fc.tuple(pair('01', key(14), '/21/', coded(20)), DATES).map((parts) => parts.join('?')),
  'SSCC+': key(18).map((value) => `/00/${value}`),
  'SGLN+': fc.oneof(
    key(13).map((value) => `/414/${value}`),
    pair(
      '414',
      key(13),
      '/254/',
      coded(20).filter((extension) => extension !== '0'),
    ),
  ),
  'GRAI+': pair(
    '8003',
    key(13).map((value) => `0${value}`),
    '',
    coded(16),
  ),
  'GIAI+': startsWithPrefix(SET_82).map((value) => `/8004/${value}`),
  'GSRN+': key(18).map((value) => `/8018/${value}`),
  'GSRNP+': key(18).map((value) => `/8017/${value}`),
  'GDTI+': pair('253', key(13), '', coded(17)),
  'CPI+': pair('8010', startsWithPrefix(SET_39), '/8011/', digits(1, 12)),
  'SGCN+': pair('255', key(13), '', digits(1, 12)),
  'ITIP+': pair(
    '8006',
    fc.tuple(key(14), digits(4)).map((parts) => parts.join('')),
    '/21/',
    coded(20),
  ),
};

const LABEL = textOf('abcdefghijklmnopqrstuvwxyz0123456789', 1, 8);
/** Host names with and without the pieces that have codes, some in capitals, which are written otherwise. */
export const HOSTS = fc
  .tuple(
    fc.constantFrom('', 'id.', 'www.', 'qr.', 'shop.'),
    LABEL,
    fc.constantFrom('.com', '.co.uk', '.de', '.tech', '.example', '.gov.cn', '.zw', ''),
    fc.boolean(),
  )
  .map(([sub, label, top, capitals]) => (capitals ? (sub + label + top).toUpperCase() : sub + label + top));
