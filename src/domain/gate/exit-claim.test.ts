import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkExit, type ExitVerifier, readExit } from './exit-claim.ts';
import { exitClaimText, signedExit } from './exit-code.ts';

const LIMITS = { validSeconds: 3600, skewSeconds: 120 };
const CLAIM = { workstation: 'lane-1', issuedAt: 1_772_445_600, code: '7Q2M9KXF' };
const lane = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const KEYS: ReadonlyMap<string, KeyObject> = new Map([['lane-1', lane.publicKey]]);

const paired: ExitVerifier = (workstation, text, signature) => {
  const key = KEYS.get(workstation);
  return key !== undefined && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
};

function signedBy(key: KeyObject, claim = CLAIM): string {
  return signedExit(claim, sign(null, Buffer.from(exitClaimText(claim)), key).toString('base64url'));
}

const GOOD = signedBy(lane.privateKey);
const check = (text: string, now = CLAIM.issuedAt + 60) => checkExit(text, paired, now, LIMITS);

describe('an exit code', () => {
  it('is read from the whole QR of a receipt, with the address of a digital one or without', () => {
    for (const before of ['checkstand:exit#', 'https://receipts.example/r/5f0c2a#'])
      expect(check(before + GOOD)).toEqual({ kind: 'good', claim: CLAIM });
    expect(check(`${'x'.repeat(600)}#${GOOD}`)).toEqual({ kind: 'refused', reason: 'notValid' });
    expect(check(`${GOOD}#`)).toEqual({ kind: 'refused', reason: 'notValid' });
  });

  it('of a lane of this store is good within its hour', () => {
    expect(check(GOOD)).toEqual({ kind: 'good', claim: CLAIM });
    expect(check(GOOD, CLAIM.issuedAt - 120).kind).toBe('good');
    expect(check(GOOD, CLAIM.issuedAt + 3600).kind).toBe('good');
  });

  it('is over after its hour, and not begun long before it', () => {
    expect(check(GOOD, CLAIM.issuedAt + 3601)).toEqual({ kind: 'refused', reason: 'expired' });
    expect(check(GOOD, CLAIM.issuedAt - 121)).toEqual({ kind: 'refused', reason: 'expired' });
  });

  it.each([
    ['signed by a stranger', signedBy(stranger.privateKey)],
    ['of a workstation that nobody has paired', signedBy(lane.privateKey, { ...CLAIM, workstation: 'lane-9' })],
    ['with another code under the signature', GOOD.replace('7Q2M9KXF', '7Q2M9KXG')],
    ['with another second under the signature', GOOD.replace('.tb9ns0.', '.tb9ns1.')],
    ['with its second written otherwise', GOOD.replace('.tb9ns0.', '.0tb9ns0.')],
    ['with a capital in its second', GOOD.replace('.tb9ns0.', '.TB9NS0.')],
    ['with something behind it', `${GOOD}\n`],
    ['with something before it', ` ${GOOD}`],
    ['cut short', GOOD.slice(0, -1)],
    ['of a version to come', GOOD.replace('1.', '2.')],
    ['of a lane called __proto__', GOOD.replace('lane-1', '__proto__')],
    ['of ten thousand characters', GOOD.padEnd(10_000, 'A')],
    ['of nothing', ''],
  ])('%s is refused in the one way', (_, text) => {
    expect(check(text)).toEqual({ kind: 'refused', reason: 'notValid' });
  });

  it('has one spelling: no other last character carries the same signature', () => {
    const last = GOOD.at(-1) ?? '';
    const others = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.replace(last, '');
    for (const other of others) expect(check(GOOD.slice(0, -1) + other).kind).toBe('refused');
  });

  it('is refused whatever else a QR says', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ maxLength: 300 })),
        (text) => readExit(text) === null,
      ),
    );
  });

  it('is refused with any one character changed', () => {
    fc.assert(
      fc.property(fc.nat(GOOD.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, other) => {
        fc.pre(GOOD[at] !== other);
        return check(GOOD.slice(0, at) + other + GOOD.slice(at + 1)).kind === 'refused';
      }),
    );
  });
});
