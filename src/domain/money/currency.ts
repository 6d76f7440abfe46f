/**
 * Active currencies whose minor unit is not a hundredth, by number of decimal digits (ISO 4217, list one, column "minor unit",
 * with amendments up to no. 180).
 */
const UNUSUAL_EXPONENTS: readonly (readonly [exponent: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

/** Active currencies with hundredths. Metals, SDR and test codes have no minor unit and are in no list. */
const HUNDREDTHS =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP ' +
  'COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR ' +
  'JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN ' +
  'NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL ' +
  'THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG';

const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...HUNDREDTHS.split(' ').map((code) => [code, 2] as const),
  ...UNUSUAL_EXPONENTS.flatMap(([exponent, codes]) => codes.split(' ').map((code) => [code, exponent] as const)),
]);

/** Every active ISO 4217 code that has a minor unit, in alphabetical order. */
export const CURRENCY_CODES: readonly string[] = [...EXPONENTS.keys()].sort();

/**
 * How many decimal digits the minor unit of an ISO 4217 currency has: 2 for EUR, 0 for JPY, 3 for KWD.
 * Null for a code that is unknown, withdrawn (BGN, HRK), not in capitals, or without a minor unit (XAU).
 */
export function currencyExponent(code: string): number | null {
  return EXPONENTS.get(code) ?? null;
}
