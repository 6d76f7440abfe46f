import { currencyExponent } from '../money/currency.ts';
import { mulDivHalfUp } from '../money/money.ts';
import { CURRENCY_NUMBERS } from './ai/currency-numbers.ts';
import type { LabelledPrice } from './identity.ts';

const GRAMS_PER_KILOGRAM = 1000;
/** An avoirdupois pound is 453.59237 g, exactly. */
const POUND_GRAMS = 45_359_237;
const POUND_DIVISOR = 100_000;

/**
 * Net weight in whole grams, rounded half-up, of AI (310n) or (320n): six digits in kilograms or pounds, of which n are decimals
 * (GS1 General Specifications 3.6.2).
 */
export function gramsOf(ai: string, digits: string): number {
  const decimals = 10 ** Number(ai.charAt(3));
  return ai.startsWith('310')
    ? mulDivHalfUp(Number(digits), GRAMS_PER_KILOGRAM, decimals)
    : mulDivHalfUp(Number(digits), POUND_GRAMS, POUND_DIVISOR * decimals);
}

/**
 * The price of a variable measure of AI (392n), in the currency of wherever it is scanned, or (393n), whose first three digits
 * name the currency (GS1 General Specifications 3.6.8, 3.6.9).
 */
export function labelledPrice(ai: string, digits: string): LabelledPrice {
  const decimals = Number(ai.charAt(3));
  if (ai.startsWith('392')) return { amount: Number(digits), decimals };
  return { amount: Number(digits.slice(3)), decimals, currency: CURRENCY_NUMBERS.get(digits.slice(0, 3)) ?? '' };
}

/**
 * A labelled price in minor units of the store's currency. Null when it is in another currency, or finer than its minor unit:
 * a label is not rounded, since the shopper can read it.
 */
export function minorUnitsOf(price: LabelledPrice, currency: string): number | null {
  const exponent = currencyExponent(currency);
  if (exponent === null || (price.currency ?? currency) !== currency) return null;
  if (price.decimals <= exponent) {
    const amount = price.amount * 10 ** (exponent - price.decimals);
    return Number.isSafeInteger(amount) ? amount : null;
  }
  const divisor = 10 ** (price.decimals - exponent);
  return price.amount % divisor === 0 ? price.amount / divisor : null;
}
