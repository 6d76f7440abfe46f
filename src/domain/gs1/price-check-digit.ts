/*
 * Price and measure verifier digits of variable-measure labels (GS1 General Specifications 7.9.2 to 7.9.4). A weighting factor
 * is a table: what each digit 0–9 counts as. The digit × 2 (or × 5) has its tens added to (+) or taken from (−) its units.
 */
const TWO_MINUS: readonly number[] = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const THREE: readonly number[] = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
const FIVE_PLUS: readonly number[] = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
const FIVE_MINUS: readonly number[] = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];

const FOUR_DIGITS = [TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS];
const FIVE_DIGITS = [FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS];

/** The verifier digit of a four-digit price or measure: three times the weighted sum, modulo 10 (7.9.3). Null for other text. */
export function price4CheckDigit(digits: string): string | null {
  const sum = weightedSum(digits, FOUR_DIGITS);
  return sum === null ? null : String((sum * 3) % 10);
}

/** The verifier digit of a five-digit price or measure: the digit whose weight 5− lifts the sum to a ten (7.9.4). Null for other text. */
export function price5CheckDigit(digits: string): string | null {
  const sum = weightedSum(digits, FIVE_DIGITS);
  if (sum === null) return null;
  const missing = (10 - (sum % 10)) % 10;
  return String(FIVE_MINUS.indexOf(missing));
}

function weightedSum(digits: string, weights: readonly (readonly number[])[]): number | null {
  if (digits.length !== weights.length) return null;
  let sum = 0;
  for (const [index, table] of weights.entries()) {
    const weighted = table[digits.charCodeAt(index) - 0x30];
    if (weighted === undefined) return null;
    sum += weighted;
  }
  return sum;
}
