import type { Minor } from '../money/money.ts';

/**
 * Shares out a rounded total over the exact amounts that it was rounded from, by largest remainder, ties to the earlier one.
 * `numerators[i] / denominator` is the exact amount of i. Amounts may have either sign, even mixed (a returned bottle among
 * things sold), which `allocate` cannot take: each part is its exact amount cut towards zero, and the units that are then
 * missing go to the largest remainders of their sign. Turning every sign around turns every part around.
 * `total` is the floor or the ceiling of Σ numerators / denominator; the parts sum to it.
 */
export function spread(total: Minor, numerators: readonly bigint[], denominator: bigint): Minor[] {
  const parts = numerators.map((numerator) => Number(numerator / denominator));
  const missing = total - parts.reduce((a, b) => a + b, 0);
  if (missing === 0) return parts;
  const direction = missing > 0 ? 1 : -1;
  const remainders = numerators.map((numerator) => (numerator % denominator) * BigInt(direction));
  const order = numerators.map((_, index) => index);
  order.sort((a, b) => (remainders[a] === remainders[b] ? a - b : remainders[a]! > remainders[b]! ? -1 : 1));
  for (const index of order.slice(0, Math.abs(missing))) parts[index]! += direction;
  return parts;
}
