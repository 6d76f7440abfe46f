import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CertificatePurpose, issueCertificate } from './certificate.ts';
import { integer, objectIdentifier, octetString } from './der.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const keys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const root = keys();
const issuer = { name: 'store-12 store', organization: 'Checkstand', privateKey: root.privateKey };

function issued(name: string, purpose: CertificatePurpose, publicKey = keys().publicKey, serial = 7): string {
  return issueCertificate(
    { name, organization: 'Checkstand', publicKey, purpose, serial: new Uint8Array(16).fill(serial) },
    issuer,
  );
}

const authority = issued(issuer.name, 'authority', root.publicKey);

test('DER says lengths, numbers and identifiers as X.690 does', () => {
  expect(hex(octetString(new Uint8Array(127)))).toMatch(/^047f/);
  expect(hex(octetString(new Uint8Array(128)))).toMatch(/^048180/);
  expect(hex(octetString(new Uint8Array(300)))).toMatch(/^0482012c/);
  expect(hex(integer(Uint8Array.of(0, 0, 0x80)))).toBe('02020080');
  expect(hex(objectIdentifier('1.2.840.10045.4.3.2'))).toBe('06082a8648ce3d040302');
});

test("OpenSSL reads the store's authority and what it issued, and finds the signatures good", () => {
  const ca = new X509Certificate(authority);
  expect(ca.ca).toBe(true);
  expect(ca.verify(root.publicKey)).toBe(true);
  const { publicKey } = keys();
  const box = new X509Certificate(issued('lane-1', 'client', publicKey, 0xff));
  expect(box.subject).toBe('O=Checkstand\nCN=lane-1');
  expect(box.checkIssued(ca)).toBe(true);
  expect(box.verify(root.publicKey)).toBe(true);
  expect(box.verify(publicKey)).toBe(false);
  expect(box.publicKey.equals(publicKey)).toBe(true);
  expect(box.checkHost('lane-1')).toBe('lane-1');
  expect(box.ca).toBe(false);
  expect(box.serialNumber).toBe(`7F${'FF'.repeat(15)}`);
  expect(box.validToDate.getUTCFullYear()).toBe(9999);
});

test('under strict rules of RFC 5280 a server serves, a box does not, and neither can issue', (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'bus-certificate-'));
  const file = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const verifies = (purpose: string, certificate: string) => {
    const args = [
      'verify',
      '-x509_strict',
      '-purpose',
      purpose,
      '-CAfile',
      file('ca.pem', authority),
      file('leaf.pem', certificate),
    ];
    try {
      execFileSync('openssl', args, { stdio: 'pipe' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') context.skip('needs openssl');
      return false;
    }
  };
  try {
    expect(verifies('sslserver', issued('hub-1', 'server'))).toBe(true);
    expect(verifies('sslclient', issued('lane-1', 'client'))).toBe(true);
    expect(verifies('sslserver', issued('lane-1', 'client'))).toBe(false);
    expect(verifies('sslclient', issued('hub-1', 'server'))).toBe(false);
    const lane = keys();
    const forged = issueCertificate(
      {
        name: 'hub-1',
        organization: 'Checkstand',
        publicKey: keys().publicKey,
        purpose: 'server',
        serial: new Uint8Array(16),
      },
      { name: 'lane-1', organization: 'Checkstand', privateKey: lane.privateKey },
    );
    expect(verifies('sslserver', forged)).toBe(false);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
