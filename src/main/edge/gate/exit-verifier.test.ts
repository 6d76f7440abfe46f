import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { exitVerifier } from './exit-verifier.ts';

const lane = generateKeyPairSync('ed25519');
const pem = lane.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const signature = sign(null, Buffer.from('1.lane-1.x.AAAAAAAA'), lane.privateKey).toString('base64url');

test('a signature counts by the key of its workstation, for as long as that is paired', () => {
  const keys = new Map([['lane-1', pem]]);
  const verify = exitVerifier((workstation) => keys.get(workstation) ?? null);
  expect(verify('lane-1', '1.lane-1.x.AAAAAAAA', signature)).toBe(true);
  expect(verify('lane-1', '1.lane-1.x.AAAAAAAB', signature)).toBe(false);
  expect(verify('lane-2', '1.lane-1.x.AAAAAAAA', signature)).toBe(false);
  keys.delete('lane-1');
  expect(verify('lane-1', '1.lane-1.x.AAAAAAAA', signature)).toBe(false);
});

test('a key of another kind, or none at all, makes nothing good', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
  for (const wrong of [rsa.toString(), 'no key']) {
    expect(exitVerifier(() => wrong)('lane-1', '1.lane-1.x.AAAAAAAA', signature)).toBe(false);
  }
});
