import { createPublicKey, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cookieKey, devicePublicKey, devicePublicX, deviceSigner, secretFiles } from './secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (name: string): number => statSync(join(folder, name)).mode & 0o777;

describe('the device key', () => {
  it('is made at the first start, readable by its owner alone, and kept', () => {
    const first = deviceSigner(folder);
    expect(mode('device-key.pem')).toBe(0o600);
    expect(deviceSigner(folder).keyId).toBe(first.keyId);
    expect(readdirSync(folder)).toEqual(['device-key.pem']);
  });

  it('signs with Ed25519, so that its public half verifies', () => {
    const signature = deviceSigner(folder).sign(Buffer.from('exit'));
    const key = createPublicKey(devicePublicKey(folder)!);
    expect(signature).toHaveLength(64);
    expect(verify(null, Buffer.from('exit'), key, signature)).toBe(true);
    expect(verify(null, Buffer.from('Exit'), key, signature)).toBe(false);
  });

  it('is named by its RFC 7638 thumbprint (RFC 8037, appendix A.3)', () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${Buffer.from('302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex').toString('base64')}\n-----END PRIVATE KEY-----\n`;
    writeFileSync(join(folder, 'device-key.pem'), pem);
    expect(deviceSigner(folder).keyId).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    expect(devicePublicX(folder)).toBe('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
  });

  it('is never replaced when the file holds something else, and the fault quotes nothing of it', () => {
    writeFileSync(join(folder, 'device-key.pem'), 'not a key');
    expect(() => deviceSigner(folder)).toThrowError(expect.objectContaining({ code: 'EDGE_KEY_UNREADABLE' }));
    expect(() => deviceSigner(folder)).not.toThrowError(/not a key/);
    expect(readFileSync(join(folder, 'device-key.pem'), 'utf8')).toBe('not a key');
  });

  it('loses rights that a copy has brought with it', () => {
    deviceSigner(folder);
    chmodSync(join(folder, 'device-key.pem'), 0o644);
    deviceSigner(folder);
    expect(mode('device-key.pem')).toBe(0o600);
  });
});

describe('secret files', () => {
  it('are readable by their owner alone, also when they are written again', () => {
    const files = secretFiles(folder);
    expect(files.read('bus-access.json')).toBe(null);
    files.write('bus-access.json', Buffer.from('one'));
    files.write('bus-access.json', Buffer.from('two'));
    expect(Buffer.from(files.read('bus-access.json') ?? []).toString()).toBe('two');
    expect(mode('bus-access.json')).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['bus-access.json']);
  });
});

describe('the cookie key', () => {
  it('is 32 bytes, readable by their owner alone, the same at every start', () => {
    const first = cookieKey(folder);
    expect(first).toHaveLength(32);
    expect(mode('cookie-key')).toBe(0o600);
    expect(cookieKey(folder)).toEqual(first);
  });

  it('is refused when it was cut short', () => {
    writeFileSync(join(folder, 'cookie-key'), 'short');
    expect(() => cookieKey(folder)).toThrowError(expect.objectContaining({ code: 'EDGE_KEY_UNREADABLE' }));
  });
});
