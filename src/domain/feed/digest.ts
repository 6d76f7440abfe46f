/**
 * A checksum of a set of rows that does not ask for their order and can be carried on: what a row adds, it takes off again when it goes.
 * It finds rows that are missing, doubled, old or spoilt. It is no signature: whom rows come from is the connection's business.
 */
import type { FeedRow } from './row.ts';

/** SHA-256 of a text's UTF-8; injected, since the domain has no crypto of its own. */
export type TextHash = (text: string) => Uint8Array;

/** Three sums of 48 bits, which a double holds exactly. */
export interface RowSum {
  readonly rows: number;
  readonly limbs: readonly [number, number, number];
}

export const NO_ROWS: RowSum = { rows: 0, limbs: [0, 0, 0] };

const MODULUS = 2 ** 48;
const LIMB_BYTES = 6;
const LIMB_DIGITS = 12;

/** What is hashed of a row that is there; neither key nor value has a line end in it. */
export function hashedText({ collection, scope, key, version, value }: FeedRow): string {
  return `${collection}\n${scope}\n${key}\n${version}\n${value}`;
}

/** The sum with a row that came (sign 1) or went (sign -1). A tombstone counts nothing. */
export function withRow(sum: RowSum, row: FeedRow, sign: 1 | -1, hash: TextHash): RowSum {
  if (row.value === null) return sum;
  const bytes = hash(hashedText(row));
  const limb = (at: 0 | 1 | 2): number => modulo(sum.limbs[at] + sign * readLimb(bytes, at * LIMB_BYTES));
  return { rows: sum.rows + sign, limbs: [limb(0), limb(1), limb(2)] };
}

export function addSums(a: RowSum, b: RowSum): RowSum {
  const limb = (at: 0 | 1 | 2): number => modulo(a.limbs[at] + b.limbs[at]);
  return { rows: a.rows + b.rows, limbs: [limb(0), limb(1), limb(2)] };
}

/** 36 hexadecimal digits. */
export function digestText({ limbs }: RowSum): string {
  return limbs.map((limb) => limb.toString(16).padStart(LIMB_DIGITS, '0')).join('');
}

/** The other way; the text is 36 hexadecimal digits. */
export function sumOf(rows: number, digest: string): RowSum {
  const limb = (at: number): number => Number.parseInt(digest.slice(at * LIMB_DIGITS, (at + 1) * LIMB_DIGITS), 16);
  return { rows, limbs: [limb(0), limb(1), limb(2)] };
}

function readLimb(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let index = at; index < at + LIMB_BYTES; index += 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

function modulo(value: number): number {
  return ((value % MODULUS) + MODULUS) % MODULUS;
}
