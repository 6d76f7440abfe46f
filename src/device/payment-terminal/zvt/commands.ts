import type { Minor } from '../../../domain/money/money.ts';
import type { Apdu } from './apdu.ts';
import { toBcd } from './bcd.ts';
import { CONTROL } from './codes.ts';

/** What the register says to the terminal. Passwords are six digits. */
export interface Registration {
  readonly password: string;
  /** Who prints, who hears of progress, who may start payments (PA00P015, 2.1). */
  readonly configByte: number;
  /** ISO 4217, three digits; left out, the terminal keeps the currency it has. */
  readonly currency: string | null;
  /** Whether the register takes whole receipts (06 D3) besides single lines. */
  readonly textBlocks: boolean;
}

/** TLV tag 26, "list of permitted ZVT commands", holding 06 D3 as its one tag 0A; in a container (BMP 06). */
const PERMITS_TEXT_BLOCKS = [0x06, 0x06, 0x26, 0x04, 0x0a, 0x02, 0x06, 0xd3] as const;

/** 06 00. The currency follows the config byte without a tag, unlike in every other command. */
export function registration({ password, configByte, currency, textBlocks }: Registration): Apdu {
  const data = [
    ...toBcd(password, 3),
    configByte,
    ...(currency === null ? [] : toBcd(currency, 2)),
    ...(textBlocks ? PERMITS_TEXT_BLOCKS : []),
  ];
  return { control: CONTROL.registration, data: Uint8Array.from(data) };
}

/** 06 01. */
export function authorisation(amount: Minor, currency: string): Apdu {
  return {
    control: CONTROL.authorisation,
    data: Uint8Array.from([...amountField(amount), ...currencyField(currency)]),
  };
}

/** 06 30, by the receipt number of what is to be taken back. */
export function reversal(password: string, receiptNumber: string): Apdu {
  return {
    control: CONTROL.reversal,
    data: Uint8Array.from([...toBcd(password, 3), 0x87, ...toBcd(receiptNumber, 2)]),
  };
}

/** 06 31. */
export function refund(password: string, amount: Minor, currency: string): Apdu {
  const data = [...toBcd(password, 3), ...amountField(amount), ...currencyField(currency)];
  return { control: CONTROL.refund, data: Uint8Array.from(data) };
}

/** 05 01. Service byte bit 1 asks for the status without the software version. */
export function statusEnquiry(password: string): Apdu {
  return { control: CONTROL.statusEnquiry, data: Uint8Array.from([...toBcd(password, 3), 0x03, 0x02]) };
}

/**
 * 06 20: the last transaction again, "so that the ECR can resynchronise" (PA00P015, 2.20). The service byte says whether the
 * status information is wanted and the printing not; null leaves it out, for terminals that know none.
 */
export function repeatReceipt(password: string, serviceByte: number | null): Apdu {
  const data = [...toBcd(password, 3), ...(serviceByte === null ? [] : [0x03, serviceByte])];
  return { control: CONTROL.repeatReceipt, data: Uint8Array.from(data) };
}

/** 06 10: the totals of everything that the terminal has not closed yet, in BMP 60 of a status information; nothing is closed. */
export function turnoverTotals(password: string): Apdu {
  return { control: CONTROL.turnoverTotals, data: toBcd(password, 3) };
}

/** 06 50. */
export function endOfDay(password: string): Apdu {
  return { control: CONTROL.endOfDay, data: toBcd(password, 3) };
}

/** A message without data. */
export const bare = (control: number): Apdu => ({ control, data: new Uint8Array(0) });

const amountField = (amount: Minor): number[] => [0x04, ...toBcd(String(amount), 6)];
const currencyField = (currency: string): number[] => [0x49, ...toBcd(currency, 2)];
