import { hasCheckDigit } from './check-digit.ts';

/** The invariant character set that element strings are made of, and GS between them (GS1 General Specifications 7.11). */
const ELEMENTS = /^[!"%-?A-Z_a-z\u001d]*$/;
/** AI (01) has a predefined length: what follows its 14 digits is the next AI, with a separator or without. */
const TRADE_ITEM = /^01([0-9]{14})(?:$|\u001d?[0-9]|\u001d$)/;

export type TradeItemReading =
  | { readonly kind: 'ok'; readonly gtin: string }
  | { readonly kind: 'refused'; readonly reason: 'notABarcode' | 'unsupportedSymbol' | 'checkDigit' };

/**
 * The GTIN of an element string that begins with AI (01) (GS1 General Specifications 3.3.2). Elements after it are neither
 * checked nor used: expiry, batch, weight and price take no part yet. An element string that begins with anything else is an
 * unsupported symbol; characters that no element string can hold make it no barcode at all.
 */
export function readTradeItem(text: string): TradeItemReading {
  if (!ELEMENTS.test(text)) return { kind: 'refused', reason: 'notABarcode' };
  const gtin = TRADE_ITEM.exec(text)?.[1];
  if (gtin === undefined) return { kind: 'refused', reason: 'unsupportedSymbol' };
  return hasCheckDigit(gtin) ? { kind: 'ok', gtin } : { kind: 'refused', reason: 'checkDigit' };
}
