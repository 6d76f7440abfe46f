import { hasCheckDigit } from '../check-digit.ts';
import { isDate, isDateOrMonth, isFullDate, isHour, isHourMinute, isSixty } from './calendar.ts';
import { hasCheckPair } from './check-pair.ts';
import { COUNTRY_LETTERS, COUNTRY_NUMBERS, CURRENCIES, PACKAGE_TYPES } from './codes.ts';
import { isCoupon, isPositiveOffer } from './coupon.ts';

/** What the content of a component has to be, beyond its characters and length. */
export interface ContentCheck {
  readonly name: string;
  holds(text: string): boolean;
}

/** A GS1 Company Prefix has at least four digits (GS1 General Specifications 1.4). */
const COMPANY_PREFIX = /^[0-9]{4}/;
/** The shortest that a country has is longer than ten (ISO 13616). */
const IBAN = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{7,}$/;
const PERCENT = /%(?![0-9A-Fa-f]{2})/;
const MOST_LATITUDE = 1_800_000_000;
const MOST_LONGITUDE = 3_600_000_000;

/** Remainder modulo 97 of an IBAN whose first four characters were put last, letters counting 10 to 35 (ISO 13616, ISO 7064). */
function isIban(text: string): boolean {
  if (!IBAN.test(text) || !COUNTRY_LETTERS.has(text.slice(0, 2))) return false;
  let remainder = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** Two digits "piece" and two "of so many" (GS1 General Specifications 3.9, AI 8006). */
function isPieceOfTotal(text: string): boolean {
  const piece = Number(text.slice(0, 2));
  return piece > 0 && piece <= Number(text.slice(2));
}

/** "1/3": which of how many children (AI 7258). */
function isBirthSequence(text: string): boolean {
  return /^[1-9]\/[1-9]$/.test(text) && text.charAt(0) <= text.charAt(2);
}

/** 01 to 10, and 80 to 99 for agreements between partners (AI 7241). */
function isMediaType(text: string): boolean {
  const type = Number(text);
  return (type >= 1 && type <= 10) || type >= 80;
}

const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  checkDigit: hasCheckDigit,
  checkPair: hasCheckPair,
  companyPrefix: (text) => COMPANY_PREFIX.test(text),
  notDigitsOnly: (text) => /[^0-9]/.test(text),
  date: isDate,
  dateOrMonth: isDateOrMonth,
  fullDate: isFullDate,
  hour: isHour,
  hourMinute: isHourMinute,
  sixty: isSixty,
  country: (text) => COUNTRY_NUMBERS.has(text),
  countryOr999: (text) => text === '999' || COUNTRY_NUMBERS.has(text),
  countryLetters: (text) => COUNTRY_LETTERS.has(text),
  currency: (text) => CURRENCIES.has(text),
  packageType: (text) => PACKAGE_TYPES.has(text),
  mediaType: isMediaType,
  yesNo: (text) => text === '0' || text === '1',
  /** ISO/IEC 5218. */
  sex: (text) => '0129'.includes(text),
  birthSequence: isBirthSequence,
  latitude: (text) => Number(text) <= MOST_LATITUDE,
  longitude: (text) => Number(text) <= MOST_LONGITUDE,
  /** Padding of base 64 ends the text, and is one sign or two (GS1 General Specifications 7.11, character set 64). */
  padded: (text) => /^[^=]+={0,2}$/.test(text),
  percentEncoded: (text) => !PERCENT.test(text),
  hyphen: (text) => text === '-',
  iban: isIban,
  importerIndex: (text) => /^[-_0-9A-Za-z]$/.test(text),
  nonZero: (text) => /[^0]/.test(text),
  noLeadingZero: (text) => !text.startsWith('0'),
  zero: (text) => text === '0',
  /** Face out, face in, undefined (AI 8001). */
  winding: (text) => '019'.includes(text),
  pieceOfTotal: isPieceOfTotal,
  coupon: isCoupon,
  positiveOffer: isPositiveOffer,
};

/** By the name that the table of AIs uses. Every check is given text of the right characters and length. */
export const CONTENT_CHECKS: ReadonlyMap<string, ContentCheck> = new Map(
  Object.entries(CHECKS).map(([name, holds]) => [name, { name, holds }]),
);
