import type { Signer } from '../../workstation/ports/signer.ts';
import type { Identifiers } from '../../workstation/ports/time.ts';

/** Source: RFC 7523, section 2.2. */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Seconds that an assertion is good for: it is used at once. */
const ASSERTION_SECONDS = 60;
const JTI_BYTES = 16;

/**
 * What proves to an OpenID provider that a client is who it says, by the key that it signs with: `private_key_jwt`. Source: RFC 7523,
 * section 3, and OpenID Connect Core 1.0, section 9; EdDSA by RFC 8037. It opens one request, at one provider.
 * @param audience the provider's issuer. @param now seconds since 1970, by the provider's clock. @throws Fault SIGNER_UNAVAILABLE
 */
export function clientAssertion(
  clientId: string,
  audience: string,
  now: number,
  { signer, identifiers }: { readonly signer: Signer; readonly identifiers: Identifiers },
): string {
  const header = { alg: 'EdDSA', typ: 'JWT', kid: signer.keyId };
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: audience,
    jti: Buffer.from(identifiers.randomBytes(JTI_BYTES)).toString('base64url'),
    iat: now,
    exp: now + ASSERTION_SECONDS,
  };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${Buffer.from(signer.sign(Buffer.from(signed))).toString('base64url')}`;
}

/** The public key as a provider is given it: a JWK set of one. Source: RFC 7517, section 5. */
export function keySet(x: string, keyId: string): object {
  return { keys: [{ kty: 'OKP', crv: 'Ed25519', x, kid: keyId, use: 'sig', alg: 'EdDSA' }] };
}
