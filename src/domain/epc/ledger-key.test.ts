import { expect, test } from 'vitest';
import { decodeEpc } from './epc.ts';
import { ledgerKey } from './ledger-key.ts';

const SSCC = 'F90095201234567891235';
/** Not a hash that anyone should use. */
const hash = (bytes: Uint8Array) => new Uint8Array(32).map((_, at) => (bytes[at] ?? 0) ^ bytes.length);

function keyOf(hex: string): string {
  const epc = decodeEpc(hex);
  if (epc.kind === 'refused') throw new Error(epc.reason);
  return Buffer.from(ledgerKey(epc, hash)).toString('hex');
}

test('an EPC of up to sixteen bytes is its own key', () => {
  expect(keyOf('3074257BF7194E4000001A85')).toBe('3074257bf7194e4000001a85');
});

test('case and padding of what a reader delivers make no other key', () => {
  const keys = new Set([SSCC, `${SSCC}0`, `${SSCC}000`, SSCC.toLowerCase()].map(keyOf));
  expect([...keys]).toEqual(['f900952012345678912350']);
});

test('a longer one goes by sixteen bytes of its hash, of its bits alone', () => {
  const long = '3666C4409047E159B2C2BF1000000000000000000000000000';
  expect(keyOf(long)).toHaveLength(32);
  expect(keyOf(long)).toBe(keyOf(`${long}00`));
  expect(keyOf(long)).not.toBe(long.toLowerCase().slice(0, 32));
});
