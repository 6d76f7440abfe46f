import { describe, expect, it } from 'vitest';
import { argon2idOfNode, required } from '../../src/storage/operators/argon2id.ts';
import { hashPin, isSamePin, PIN_COST, readPinRecord } from '../../src/storage/operators/pin-hash.ts';
import vectors from './argon2id-vectors.json' with { type: 'json' };

const argon2id = required(argon2idOfNode);
const bytes = (hex: string) => Buffer.from(hex, 'hex');

describe('argon2id of this Node', () => {
  it(`derives the published tag (${vectors.rfc9106.source})`, async () => {
    const { message, nonce, secret, associatedData, memory, passes, parallelism, tag } = vectors.rfc9106;
    const derived = await argon2id({
      message: bytes(message),
      nonce: bytes(nonce),
      secret: bytes(secret),
      associatedData: bytes(associatedData),
      memory,
      passes,
      parallelism,
      tagLength: tag.length / 2,
    });
    expect(Buffer.from(derived).toString('hex')).toBe(tag);
  });

  it.each(vectors.phc.hashes)('knows $password in $hash', async ({ password, hash }) => {
    const record = readPinRecord(hash);
    expect(await isSamePin(password, record, argon2id)).toBe(true);
    expect(await isSamePin('Password', record, argon2id)).toBe(false);
  });

  it('makes what it reads, at the price of today', async () => {
    const hash = await hashPin('2468', { argon2id, cost: PIN_COST, randomBytes: (length) => new Uint8Array(length) });
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await isSamePin('2468', readPinRecord(hash), argon2id)).toBe(true);
    expect(await isSamePin('2469', readPinRecord(hash), argon2id)).toBe(false);
  });
});
