import type { Signer } from '../../workstation/ports/signer.ts';
import type { Clock, Identifiers } from '../../workstation/ports/time.ts';
import { CLOUD_AUDIENCE, nonceInstant, TOKEN_SECONDS, type TokenClaims } from '../wire/identity.ts';

const JTI_BYTES = 16;

/** A nonce of the cloud, and when it came by the steady clock. */
export interface KnownNonce {
  readonly nonce: string;
  /** Milliseconds of `Clock.monotonic`. */
  readonly at: number;
}

/**
 * Signs a token for one request: JWS compact serialisation with EdDSA (RFC 7515, section 7.1; RFC 8037, section 3.1). Its times are the
 * cloud's own, as the nonce tells them, carried on by the steady clock: this box's wall clock has no say, however wrong it is.
 * @throws Fault SIGNER_UNAVAILABLE
 */
export function signToken(
  workstation: string,
  request: { readonly method: 'GET' | 'POST'; readonly path: string },
  known: KnownNonce,
  parts: { readonly signer: Signer; readonly clock: Clock; readonly identifiers: Identifiers },
): string {
  const { signer, clock, identifiers } = parts;
  const iat = (nonceInstant(known.nonce) ?? 0) + Math.max(0, Math.floor((clock.monotonic() - known.at) / 1000));
  const claims: TokenClaims = {
    iss: workstation,
    aud: CLOUD_AUDIENCE,
    iat,
    exp: iat + TOKEN_SECONDS,
    jti: Buffer.from(identifiers.randomBytes(JTI_BYTES)).toString('base64url'),
    nonce: known.nonce,
    htm: request.method,
    htu: request.path,
  };
  const header = { alg: 'EdDSA', typ: 'JWT', kid: signer.keyId };
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${Buffer.from(signer.sign(Buffer.from(signed))).toString('base64url')}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
