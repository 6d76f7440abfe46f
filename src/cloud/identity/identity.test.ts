import { describe, expect, it } from 'vitest';
import { NONCE_SECONDS } from '../../sync/wire/identity.ts';
import { nonces } from './nonce.ts';
import { rateLimiter } from './rate-limit.ts';
import { isInTime } from './token.ts';

const NOW = 1_793_000_000_000;
const secret = new Uint8Array(32).fill(7);

describe('nonces', () => {
  it('are taken for five minutes by every copy that shares the secret, and by no other', () => {
    const nonce = nonces(secret).current(NOW);
    const sibling = nonces(secret);
    expect(sibling.isFresh(nonce, NOW)).toBe(true);
    expect(sibling.isFresh(nonce, NOW + NONCE_SECONDS * 1000)).toBe(true);
    expect(sibling.isFresh(nonce, NOW + (NONCE_SECONDS + 11) * 1000)).toBe(false);
    expect(sibling.isFresh(nonce, NOW - 60_000)).toBe(false);
    expect(nonces(new Uint8Array(32)).isFresh(nonce, NOW)).toBe(false);
  });
});

describe('the rate limit', () => {
  it('counts tries by address and in all, and forgets them with the window', () => {
    const wait = rateLimiter({ windowSeconds: 60, perAddress: 2, inAll: 3 });
    const at = 60_000 * 10;
    expect([wait('a', at), wait('a', at), wait('a', at + 15_000), wait('b', at), wait('c', at)]).toEqual([
      0, 0, 45, 0, 60,
    ]);
    expect(wait('a', at + 60_000)).toBe(0);
  });
});

describe("a token's own time", () => {
  const seconds = NOW / 1000;
  const claims = (iat: number, exp: number) => ({ iat, exp }) as Parameters<typeof isInTime>[0];

  it.each([
    [0, 60, true],
    [-60, 1, true],
    [30, 60, true],
    [31, 60, false],
    [-60, 0, false],
    [0, 121, false],
    [10, 10, false],
    [20, 10, false],
  ])('from %i to %i holds: %s', (iat, exp, holds) => {
    expect(isInTime(claims(seconds + iat, seconds + exp), NOW)).toBe(holds);
  });
});
