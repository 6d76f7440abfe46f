import { type ReceiptFormat, receiptFormat } from '../../../domain/receipt/format.ts';
import { printable } from './text.ts';

/** The words of a receipt as paper takes them. */
export function paperFormat(locale: string, currency: string, timezone: string): ReceiptFormat {
  const { money, weight, percent, time } = receiptFormat(locale, currency, timezone, { groupsWeight: false });
  return {
    money: (amount) => printable(money(amount)),
    weight: (grams) => printable(weight(grams)),
    percent: (decimal) => printable(percent(decimal)),
    time: (instant) => printable(time(instant)),
  };
}
