import { createHash, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import {
  bitString,
  context,
  contextString,
  type Der,
  generalizedTime,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  trueValue,
  utcTime,
  utf8String,
} from './der.ts';

/** What a certificate of the store is good for. A box's is no server's: no lane can pass for the hub's broker. */
export type CertificatePurpose = 'authority' | 'server' | 'client';

export interface CertificateRequest {
  /** Common name: "store-12 store", or the id of a box; also the DNS name of a server. */
  readonly name: string;
  readonly organization: string;
  /** Key that the certificate is about: an EC key on P-256. */
  readonly publicKey: KeyObject;
  readonly purpose: CertificatePurpose;
  /** 16 bytes that no other certificate has. */
  readonly serial: Uint8Array;
}

export interface Issuer {
  readonly name: string;
  readonly organization: string;
  readonly privateKey: KeyObject;
}

/** RFC 5758, section 3.2. */
const ECDSA_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';

/**
 * From before any box, whose clock may have lost its time, to the date that says "no well-defined end" (RFC 5280, section 4.1.2.5): a
 * store without a network must not stop because a date has passed. What ends a box's rights is the hub's list.
 */
const VALIDITY = sequence(utcTime('200101000000Z'), generalizedTime('99991231235959Z'));

/** An X.509 certificate (RFC 5280), ECDSA on P-256 with SHA-256, as PEM. */
export function issueCertificate(request: CertificateRequest, issuer: Issuer): string {
  const spki = request.publicKey.export({ type: 'spki', format: 'der' });
  const tbs = sequence(
    context(0, integer(2)),
    // The highest bit is cleared and the next one set, so that it is positive, never zero, and always as long.
    integer(Uint8Array.from(request.serial, (byte, at) => (at === 0 ? (byte & 0x7f) | 0x40 : byte))),
    ECDSA_SHA256,
    distinguishedName(issuer),
    VALIDITY,
    distinguishedName(request),
    spki,
    context(3, sequence(...extensions(request, spki, issuer))),
  );
  const signature = sign('sha256', tbs, { key: issuer.privateKey, dsaEncoding: 'der' });
  return pem(sequence(tbs, ECDSA_SHA256, bitString(signature)));
}

function distinguishedName({ name, organization }: { readonly name: string; readonly organization: string }): Der {
  const part = (type: string, text: string) => set(sequence(objectIdentifier(type), utf8String(text)));
  return sequence(part(ORGANIZATION, organization), part(COMMON_NAME, name));
}

/** RFC 5280, section 4.2.1; extended key usages of section 4.2.1.12. */
function extensions({ purpose, name }: CertificateRequest, spki: Uint8Array, issuer: Issuer): Der[] {
  const issuerKey = createPublicKey(issuer.privateKey).export({ type: 'spki', format: 'der' });
  const both = [
    extension('2.5.29.14', octetString(keyIdentifier(spki))),
    extension('2.5.29.35', sequence(contextString(0, keyIdentifier(issuerKey)))),
  ];
  if (purpose === 'authority') {
    return [
      critical('2.5.29.19', sequence(trueValue, integer(0))),
      // keyCertSign (bit 5) and cRLSign (bit 6): the last bit is unused.
      critical('2.5.29.15', bitString(Uint8Array.of(0b0000_0110), 1)),
      ...both,
    ];
  }
  const usage = purpose === 'server' ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2';
  return [
    critical('2.5.29.19', sequence()),
    // digitalSignature (bit 0).
    critical('2.5.29.15', bitString(Uint8Array.of(0b1000_0000), 7)),
    extension('2.5.29.37', sequence(objectIdentifier(usage))),
    extension('2.5.29.17', sequence(contextString(2, Buffer.from(name)))),
    ...both,
  ];
}

const extension = (type: string, value: Der) => sequence(objectIdentifier(type), octetString(value));
const critical = (type: string, value: Der) => sequence(objectIdentifier(type), trueValue, octetString(value));

/** RFC 7093, section 2, method 1, over the whole key information: the leftmost 160 bits of its SHA-256. */
function keyIdentifier(spki: Uint8Array): Uint8Array {
  return createHash('sha256').update(spki).digest().subarray(0, 20);
}

function pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** SHA-256 of a certificate's DER, lower-case hex: how a pairing names the certificate that it saw. */
export function certificateHash(certificate: string | Uint8Array): string {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex');
}
