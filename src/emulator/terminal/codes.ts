/** Numbers of the ZVT protocol. Source: PA00P015 13.x, the chapter named with each. */

/** Control fields (chapter "Summary of Commands"). */
export const control = {
  intermediateStatus: 0x04ff,
  statusInformation: 0x040f,
  statusEnquiry: 0x0501,
  registration: 0x0600,
  authorisation: 0x0601,
  logOff: 0x0602,
  completion: 0x060f,
  abort: 0x061e,
  turnoverTotals: 0x0610,
  repeatReceipt: 0x0620,
  reversal: 0x0630,
  refund: 0x0631,
  endOfDay: 0x0650,
  diagnosis: 0x0670,
  initialisation: 0x0693,
  abortByRegister: 0x06b0,
  printLine: 0x06d1,
  printTextBlock: 0x06d3,
  selectLanguage: 0x0830,
} as const;

/** Chapter "Error-Messages", and the codes a register answers a Status-Information with. */
export const code = {
  approved: 0x00,
  declinedByHost: 0x05,
  goodsNotIssued: 0x66,
  notRegistered: 0x6b,
  aborted: 0x6c,
  notPossible: 0x83,
  protocolError: 0x9a,
  pleaseWait: 0x9c,
  alreadyReversed: 0xb4,
  reversalNotPossible: 0xb5,
} as const;

/** Chapter "Intermediate Status-Information". */
export const intermediate = {
  waitingForHost: 0x04,
  autoReversal: 0x05,
  insertCard: 0x0a,
  endOfDay: 0x0f,
  pleaseWait: 0x0e,
  approved: 0x1c,
  declined: 0x1d,
} as const;

/** Bits of the config byte of Registration: which receipts the register prints, and what else it wants to be told. */
export const config = {
  registerPrintsPayments: 0x02,
  registerPrintsAdministration: 0x04,
  intermediateStatus: 0x08,
  printCommands: 0x80,
} as const;

/** Chapter "List of ZVT card-type IDs". */
export const cardTypes: Readonly<Record<string, number>> = {
  girocard: 5,
  Mastercard: 6,
  'American Express': 8,
  VISA: 10,
};

const currencies: Readonly<Record<number, string>> = {
  36: 'AUD',
  124: 'CAD',
  203: 'CZK',
  208: 'DKK',
  348: 'HUF',
  392: 'JPY',
  578: 'NOK',
  682: 'SAR',
  752: 'SEK',
  756: 'CHF',
  784: 'AED',
  826: 'GBP',
  840: 'USD',
  949: 'TRY',
  978: 'EUR',
  985: 'PLN',
};

/** The letters of an ISO 4217 number, or its digits where they are not known. */
export function currencyOf(numeric: number): string {
  return currencies[numeric] ?? String(numeric).padStart(3, '0');
}
