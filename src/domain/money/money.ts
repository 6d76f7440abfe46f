/** An amount in integer minor units of a currency known from its surroundings (pence, cents, yen). Never a fraction. */
export type Minor = number;

/** An amount with its ISO 4217 currency, for places where the currency is not known from the surroundings. */
export interface Money {
  readonly amount: Minor;
  readonly currency: string;
}

/**
 * `value × numerator / denominator`, rounded half-up once (ties away from zero), exact at any size.
 * @throws RangeError when an argument is no integer, the denominator is not positive, or the result is not a safe integer.
 */
export function mulDivHalfUp(value: number, numerator: number, denominator: number): number {
  if (!Number.isSafeInteger(value) || !Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator)) {
    throw new RangeError(`mulDivHalfUp takes integers, not ${value} × ${numerator} / ${denominator}`);
  }
  if (denominator <= 0) throw new RangeError(`mulDivHalfUp takes a positive denominator, not ${denominator}`);
  const product = value * numerator;
  if (Number.isSafeInteger(product * 2) && Number.isSafeInteger(denominator * 2)) {
    const magnitude = Math.abs(product);
    const quotient = Math.floor(magnitude / denominator);
    const up = (magnitude - quotient * denominator) * 2 >= denominator ? 1 : 0;
    const rounded = quotient + up;
    return product < 0 && rounded !== 0 ? -rounded : rounded;
  }
  return bigMulDivHalfUp(value, numerator, denominator);
}

function bigMulDivHalfUp(value: number, numerator: number, denominator: number): number {
  const product = BigInt(value) * BigInt(numerator);
  const magnitude = product < 0n ? -product : product;
  const by = BigInt(denominator);
  const rounded = (magnitude * 2n + by) / (by * 2n);
  const result = Number(product < 0n ? -rounded : rounded);
  if (!Number.isSafeInteger(result)) throw new RangeError('amount beyond the safe integers');
  return result;
}

/**
 * Splits `total` over `weights` in proportion, by largest remainder, ties to the earlier weight; the parts always sum to `total`.
 * Weights are integers ≥ 0; when all are zero everything falls on the first. An empty list takes only a total of 0.
 * @throws RangeError on a bad weight, or a total with nothing to carry it.
 */
export function allocate(total: Minor, weights: readonly number[]): Minor[] {
  if (!Number.isSafeInteger(total)) throw new RangeError(`allocate takes an integer total, not ${total}`);
  let all = 0;
  let most = 0;
  for (const weight of weights) {
    if (!Number.isSafeInteger(weight) || weight < 0) throw new RangeError(`allocate takes weights ≥ 0, not ${weight}`);
    all += weight;
    most = Math.max(most, weight);
  }
  if (weights.length === 0) {
    if (total !== 0) throw new RangeError('allocate has nothing to carry the total');
    return [];
  }
  if (most === 0) return weights.map((_, index) => (index === 0 ? total : 0));
  const magnitude = Math.abs(total);
  const plain = Number.isSafeInteger(all) && Number.isSafeInteger(magnitude * most);
  const parts = plain ? shared(magnitude, weights, all) : bigShared(magnitude, weights);
  return total < 0 ? parts.map((part) => (part === 0 ? 0 : -part)) : parts;
}

/** Where no product leaves the safe integers: remainders are exact then, and so are quotients of what they leave. */
function shared(magnitude: number, weights: readonly number[], sum: number): number[] {
  const parts: number[] = [];
  const remainders: number[] = [];
  let left = magnitude;
  for (const weight of weights) {
    const product = magnitude * weight;
    const remainder = product % sum;
    const part = (product - remainder) / sum;
    parts.push(part);
    remainders.push(remainder);
    left -= part;
  }
  return topped(parts, remainders, left);
}

function bigShared(total: number, weights: readonly number[]): number[] {
  const magnitude = BigInt(total);
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  const parts = weights.map((weight) => (magnitude * BigInt(weight)) / sum);
  const remainders = weights.map((weight) => (magnitude * BigInt(weight)) % sum);
  const left = Number(magnitude - parts.reduce((a, b) => a + b, 0n));
  return topped(parts.map(Number), remainders, left);
}

/** One more for each of those with the largest remainders, ties to the earlier. */
function topped<T extends number | bigint>(parts: number[], remainders: readonly T[], count: number): number[] {
  if (count === 0) return parts;
  const order = parts.map((_, index) => index);
  order.sort((a, b) => (remainders[a] === remainders[b] ? a - b : remainders[a]! > remainders[b]! ? -1 : 1));
  for (let n = 0; n < count; n += 1) parts[order[n]!]! += 1;
  return parts;
}
