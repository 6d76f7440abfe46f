import { compactVerify, decodeProtectedHeader } from 'jose';
import {
  TOKEN_LEEWAY_SECONDS,
  TOKEN_SECONDS,
  type TokenClaims,
  tokenClaimsSchema,
  tokenHeaderSchema,
} from '../../sync/wire/identity.ts';

/** Most characters of a token. */
const MOST_TOKEN = 2048;
const ALGORITHM = 'EdDSA';

/** The key that a token says it is signed with; null for what is no token of ours. Proves nothing yet. */
export function claimedKeyId(token: string): string | null {
  if (token.length > MOST_TOKEN) return null;
  try {
    const header = tokenHeaderSchema.safeParse(decodeProtectedHeader(token));
    return header.success ? header.data.kid : null;
  } catch {
    return null;
  }
}

/** An Ed25519 key. What was made of it to check with stays with the object, so one that is kept costs that once. */
export type PublicJwk = Readonly<{ kty: 'OKP'; crv: 'Ed25519'; x: string }>;

/** @param bytes 32 of them. */
export function publicJwk(bytes: Uint8Array): PublicJwk {
  return Object.freeze({ kty: 'OKP', crv: 'Ed25519', x: Buffer.from(bytes).toString('base64url') });
}

/** The claims of a token that this key signed; null when it did not, or when they are not ours. Whether it is in time is not asked. */
export async function signedClaims(token: string, key: PublicJwk): Promise<TokenClaims | null> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: [ALGORITHM] });
    const claims = tokenClaimsSchema.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return claims.success ? claims.data : null;
  } catch {
    return null;
  }
}

/** Whether a token's own time holds now. @param now milliseconds since 1970. */
export function isInTime({ iat, exp }: TokenClaims, now: number): boolean {
  const seconds = now / 1000;
  return exp > seconds && exp > iat && exp - iat <= TOKEN_SECONDS && iat <= seconds + TOKEN_LEEWAY_SECONDS;
}
