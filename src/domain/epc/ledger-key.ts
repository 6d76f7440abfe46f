import type { Epc } from './epc.ts';

/** Longest key of the sold ledger, and how long it is for every EPC that is longer. */
export const LEDGER_KEY_BYTES = 16;

/** A hash of 16 bytes or more, such as SHA-256; the first 16 are taken. */
export type KeyHash = (bytes: Uint8Array) => Uint8Array;

/**
 * The key of an EPC in the sold ledger: its bits as bytes, filled with zeros to the last of them, whatever case and padding the
 * reader delivered. EPCs of more than 16 bytes go by a hash. Filter value and data toggle belong to the bits.
 */
export function ledgerKey(epc: Pick<Epc, 'hex' | 'bits'>, hash: KeyHash): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(epc.bits / 8));
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(epc.hex.slice(2 * index, 2 * index + 2).padEnd(2, '0'), 16);
  }
  return bytes.length <= LEDGER_KEY_BYTES ? bytes : hash(bytes).slice(0, LEDGER_KEY_BYTES);
}

const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The same key as the ledger's entries spell it: lower-case hex. */
export function ledgerKeyText(epc: Pick<Epc, 'hex' | 'bits'>, hash: KeyHash): string {
  let text = '';
  for (const byte of ledgerKey(epc, hash)) text += BYTES[byte];
  return text;
}
