/** ISO 4217 numeric codes, as BMP 49 carries them, of the currencies that terminals of this protocol are run in, and neighbours. */
const NUMERIC: Readonly<Record<string, string>> = {
  AED: '784',
  AUD: '036',
  BGN: '975',
  BHD: '048',
  CAD: '124',
  CHF: '756',
  CNY: '156',
  CZK: '203',
  DKK: '208',
  EUR: '978',
  GBP: '826',
  HKD: '344',
  HUF: '348',
  ILS: '376',
  INR: '356',
  ISK: '352',
  JPY: '392',
  KWD: '414',
  NOK: '578',
  NZD: '554',
  PLN: '985',
  RON: '946',
  RSD: '941',
  SAR: '682',
  SEK: '752',
  SGD: '702',
  TRY: '949',
  UAH: '980',
  USD: '840',
  ZAR: '710',
};

/** The three digits of a currency, or null where this table has none. */
export function numericCurrency(currency: string): string | null {
  return NUMERIC[currency.toUpperCase()] ?? null;
}

/** The letters of a currency by its three digits, or null where this table has none. */
export function currencyLetters(numeric: string): string | null {
  return Object.entries(NUMERIC).find(([, digits]) => digits === numeric)?.[0] ?? null;
}
