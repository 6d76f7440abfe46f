import { readSymbol } from './aim.ts';
import { couponOfEan13 } from './coupon.ts';
import { type DigitalLinkFlaw, readDigitalLink } from './digital-link.ts';
import { readElementString, SEPARATOR } from './element-string.ts';
import type { Gs1Element } from './elements.ts';
import { normaliseGtin } from './gtin.ts';
import type { LabelTemplate, PosIdentity, Scan, ScanRefusal, ScanRefusalReason } from './identity.ts';
import { readLabel } from './label.ts';
import { identifyElements } from './trade-item.ts';
import { expandUpcE } from './upc-e.ts';

/** Most characters of a scan that are looked at; no symbol that names an item comes near it. */
export const MAX_SCAN_LENGTH = 4096;

const DIGITS = /^[0-9]+$/;
const LONGEST_NUMBER = 14;
/** An add-on that the reader sends as a symbol of its own behind the main one: two digits or five (ISO/IEC 15424, code E). */
const SEPARATE_ADD_ON = /\](?:E1[0-9]{2}|E2[0-9]{5})$/;
const WEB_ADDRESS = /^https?:\/\//i;
/** An element string that begins with a GTIN, or a coupon: what a reader without identifiers sends of most GS1 symbols. */
const BEGINS_WITH_KEY = /^(?:01[0-9]{14}|811[02][0-9]{14}|255[0-9]{13})/;
/** How many digits are the item's, by the length of item and add-on together. */
const LENGTH_BEFORE_ADD_ON: ReadonlyMap<number, number> = new Map([
  [14, 12],
  [15, 13],
  [17, 12],
  [18, 13],
]);

type Identified = PosIdentity | ScanRefusal;

/**
 * A scan taken apart: a plain number (or what is none at all) with its identity, or the elements of GS1 data, or what is wrong
 * with them.
 */
export type BarcodeReading =
  | { readonly form: 'number'; readonly identity: Identified }
  | { readonly form: 'elementString' | 'digitalLink'; readonly elements: readonly Gs1Element[] }
  | { readonly form: 'elementString' | 'digitalLink'; readonly flaw: DigitalLinkFlaw };

/**
 * What a scan names: a GTIN with what else the symbol carries, a PLU, an in-store label read by the store's templates, or a
 * coupon. Anything else is refused with the reason that keys the shopper's sentence. Never throws, whatever the bytes, and
 * takes time linear in their number.
 */
export function identify(scan: Scan, templates: readonly LabelTemplate[]): Identified {
  return identityOf(readBarcode(scan, templates));
}

/** What a barcode that was taken apart names. */
export function identityOf(reading: BarcodeReading): Identified {
  if (reading.form === 'number') return reading.identity;
  return 'elements' in reading ? identifyElements(reading.elements) : refused(reasonOf(reading.flaw));
}

/** Takes a scan apart by its symbology identifier, or by what it looks like when the reader sends none. */
export function readBarcode(scan: Scan, templates: readonly LabelTemplate[]): BarcodeReading {
  if (scan.data.length > MAX_SCAN_LENGTH) return plain(refused('tooLong'));
  const { carrier, data } = readSymbol(scan);
  if (data === '') return plain(refused('empty'));
  switch (carrier) {
    case 'unknown':
      return bare(data, templates);
    case 'eanUpc':
      return plain(eanUpc(data.replace(SEPARATE_ADD_ON, ''), templates));
    case 'eanUpcAddOn':
      return plain(eanUpcWithAddOn(data, templates));
    case 'ean8':
      return plain(tradeItem(data.replace(SEPARATE_ADD_ON, ''), [8], templates));
    case 'itf':
      return plain(tradeItem(data, [14], templates));
    case 'gs1':
      return elementString(data);
    case 'text':
      return text(data);
    case 'unsupported':
      return plain(refused('unsupportedSymbol'));
  }
}

function plain(identity: Identified): BarcodeReading {
  return { form: 'number', identity };
}

/** Of a reader that sends no identifier: GS1 data shows by its separator in front, its GTIN or its coupon, a number by its length. */
function bare(data: string, templates: readonly LabelTemplate[]): BarcodeReading {
  if (data.length <= LONGEST_NUMBER && DIGITS.test(data)) return plain(bareNumber(data, templates));
  if (data.startsWith(SEPARATOR) || BEGINS_WITH_KEY.test(data)) return elementString(data);
  return text(data);
}

function text(data: string): BarcodeReading {
  if (!WEB_ADDRESS.test(data)) return plain(refused('notABarcode'));
  const read = readDigitalLink(data);
  return read.kind === 'ok'
    ? { form: 'digitalLink', elements: read.elements }
    : { form: 'digitalLink', flaw: read.flaw };
}

function elementString(data: string): BarcodeReading {
  const read = readElementString(data);
  return read.kind === 'ok'
    ? { form: 'elementString', elements: read.elements }
    : { form: 'elementString', flaw: read.flaw };
}

function reasonOf({ reason }: DigitalLinkFlaw): ScanRefusalReason {
  switch (reason) {
    case 'checkDigit':
      return 'checkDigit';
    case 'compressed':
      return 'unsupportedSymbol';
    case 'character':
    case 'empty':
    case 'notAUri':
    case 'noKey':
      return 'notABarcode';
    default:
      return 'badElements';
  }
}

/**
 * Up to 14 digits of a reader that sends no identifier. Eight of them are an EAN-8 if its check digit holds, else a UPC-E if that one's
 * does. Three to five are a PLU: produce (3000–4999, and with 8 or 9 in front), or a number of the store's own.
 */
function bareNumber(digits: string, templates: readonly LabelTemplate[]): Identified {
  if (digits.length >= 3 && digits.length <= 5) {
    const plu = digits.replace(/^0+/, '');
    return plu === '' ? refused('notABarcode') : { kind: 'plu', plu };
  }
  const read = tradeItem(digits, [8, 12, 13, 14], templates);
  if (digits.length !== 8 || read.kind !== 'refused') return read;
  const short = upcE(digits);
  return short.kind === 'refused' ? read : short;
}

/**
 * EAN-13 with 13 digits or UPC-A with 12; some readers send UPC-E as its own 6, 7 or 8 digits under the same identifier. Eight
 * that cannot be UPC-E (number system 2 to 9) come from a reader that calls EAN-8 by it too.
 */
function eanUpc(data: string, templates: readonly LabelTemplate[]): Identified {
  if (data.length < 6 || data.length > 8 || (data.length === 8 && !/^[01]/.test(data))) {
    return tradeItem(data, [8, 12, 13], templates);
  }
  return upcE(data);
}

/** EAN-13 or UPC-A with the add-on's two or five digits behind it, which say nothing about the item's identity. */
function eanUpcWithAddOn(data: string, templates: readonly LabelTemplate[]): Identified {
  const main = LENGTH_BEFORE_ADD_ON.get(data.length);
  if (main === undefined || !DIGITS.test(data)) return refused('notABarcode');
  return tradeItem(data.slice(0, main), [main], templates);
}

/** A GTIN of one of the lengths that the symbol can hold; a number of the store's own prefixes is first tried as a label. */
function tradeItem(text: string, lengths: readonly number[], templates: readonly LabelTemplate[]): Identified {
  if (!lengths.includes(text.length)) return refused('notABarcode');
  const read = normaliseGtin(text);
  if (read.kind === 'refused') return refused(read.reason === 'checkDigit' ? 'checkDigit' : 'notABarcode');
  const coupon = couponOfEan13(text);
  if (coupon !== null) return coupon;
  if (!/^0(?:02|2)/.test(read.gtin)) return { kind: 'gtin', gtin: read.gtin };
  const label = readLabel(read.gtin.slice(1), templates);
  if (label.kind === 'noTemplate') return { kind: 'gtin', gtin: read.gtin };
  return label.kind === 'badLabel' ? refused('badLabel') : label;
}

function upcE(text: string): Identified {
  const read = expandUpcE(text);
  if (read.kind === 'ok') return { kind: 'gtin', gtin: read.gtin12.padStart(14, '0') };
  return refused(read.reason === 'checkDigit' ? 'checkDigit' : 'notABarcode');
}

function refused(reason: ScanRefusalReason): ScanRefusal {
  return { kind: 'refused', reason };
}
