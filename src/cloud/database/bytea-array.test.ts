import { expect, it } from 'vitest';
import { byteaArray } from './bytea-array.ts';

it('writes dimensions, no NULLs, the type, its length, from 1 on, and each element behind its length', () => {
  const array = byteaArray([Buffer.from('ab'), 'ff00', new Uint8Array()]);
  const head = '00000001 00000000 00000011 00000003 00000001';
  expect(array.toString('hex')).toBe(`${head}00000002 6162 00000002 ff00 00000000`.replaceAll(' ', ''));
});
