import type { TerminalPrompt } from '../../../workstation/ports/payment-terminal.ts';

/** Control fields (PA00P015, "Summary of commands"). */
export const CONTROL = {
  statusInformation: 0x040f,
  intermediateStatus: 0x04ff,
  statusEnquiry: 0x0501,
  registration: 0x0600,
  authorisation: 0x0601,
  completion: 0x060f,
  abortByTerminal: 0x061e,
  turnoverTotals: 0x0610,
  repeatReceipt: 0x0620,
  reversal: 0x0630,
  refund: 0x0631,
  endOfDay: 0x0650,
  abort: 0x06b0,
  printLine: 0x06d1,
  printTextBlock: 0x06d3,
  acknowledged: 0x8000,
  /** Second form of the positive acknowledgement. */
  acknowledgedToo: 0x8400,
  /** From the register: the goods are not issued, the terminal reverses by itself (PA00P015, 2.2.7). */
  goodsNotIssued: 0x8466,
  notSupported: 0x8483,
  /** From the register: send the status information again. From the terminal: busy, please wait. */
  again: 0x849c,
} as const;

/** Result codes (PA00P015, "Error-Messages") that mean more to a lane than "no". */
export const RESULT = {
  approved: 0x00,
  aborted: 0x6c,
  pleaseWait: 0x9c,
  receiverNotReady: 0xa0,
  alreadyReversed: 0xb4,
} as const;

/** Codes 01 to 63 come from the authorisation system; these come from the terminal and speak of the card. */
const CARD_CODES = new Set([
  0x64, 0x65, 0x67, 0x68, 0x6e, 0x71, 0x72, 0x73, 0x76, 0x78, 0x79, 0x7a, 0x7b, 0x7e, 0xc5, 0xd2, 0xe9, 0xea,
]);

/** Whether the card or its bank said no, or the terminal for a reason of its own. */
export function declineReason(resultCode: number): 'card' | 'terminal' {
  return (resultCode >= 0x01 && resultCode <= 0x63) || CARD_CODES.has(resultCode) ? 'card' : 'terminal';
}

export const isBusy = (code: number): boolean => code === RESULT.pleaseWait || code === RESULT.receiverNotReady;

const PROMPTS: Readonly<Record<number, TerminalPrompt>> = {
  1: 'enterPin',
  2: 'enterPin',
  4: 'processing',
  5: 'processing',
  6: 'processing',
  // "Insert card" is all the protocol has for a terminal that waits for a card in whatever way.
  10: 'presentCard',
  11: 'removeCard',
  12: 'tryAgain',
  14: 'processing',
  21: 'tryAgain',
  23: 'processing',
  210: 'processing',
  211: 'processing',
  241: 'processing',
  242: 'processing',
  243: 'processing',
};

/** What the shopper may be told for an intermediate status (PA00P015, "Definition of <intermediate-status>"). */
export function promptOf(intermediateStatus: number): TerminalPrompt {
  // 41h to 5Fh repeat 01h to 1Fh with "please remove card".
  if (intermediateStatus >= 0x41 && intermediateStatus <= 0x5f) return 'removeCard';
  return PROMPTS[intermediateStatus] ?? 'wait';
}

/** Schemes by ZVT card-type id (PA00P015, "List of ZVT-card-type IDs"), for terminals that send no card name. */
export const SCHEMES: Readonly<Record<number, string>> = {
  5: 'girocard',
  6: 'Mastercard',
  8: 'American Express',
  10: 'Visa',
  11: 'Visa Electron',
  12: 'Diners',
  13: 'V PAY',
  14: 'JCB',
  46: 'Maestro',
};
