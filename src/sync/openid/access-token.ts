import { z } from 'zod';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { Clock, Identifiers } from '../../workstation/ports/time.ts';
import { boundedText } from '../upload/bounded-text.ts';
import { ASSERTION_TYPE, clientAssertion } from './assertion.ts';

export interface ProviderOptions {
  /** "https://id.example/realms/shop": what its discovery document must say, too. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scope?: string;
  readonly signer: Signer;
  readonly clock: Pick<Clock, 'now'>;
  readonly identifiers: Identifiers;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

export type AccessToken =
  | { readonly kind: 'token'; readonly accessToken: string; readonly expiresInSeconds: number }
  /** The provider's own word: `invalid_client`, `invalid_scope` … Source: RFC 6749, section 5.2. */
  | { readonly kind: 'refused'; readonly error: string }
  /** No answer, or none that a provider gives; `why` says which, for whoever sets it up. */
  | { readonly kind: 'unreachable'; readonly why: string };

const WAIT_MS = 10_000;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

const discoverySchema = z.object({ issuer: z.string(), token_endpoint: z.url() });
const tokenSchema = z.object({
  access_token: z.string().min(1).max(16_384),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().int().min(1).max(86_400).default(60),
});
const errorSchema = z.object({ error: z.string().max(100) });

/**
 * An access token for this box from an OpenID provider (client credentials, RFC 6749, section 4.4), which knows its public key. The time in
 * what the box signs is the provider's own, as its answers are dated: this box's clock has no say.
 * @throws Fault SIGNER_UNAVAILABLE
 */
export async function accessToken(options: ProviderOptions): Promise<AccessToken> {
  const { issuer, clientId, scope, clock } = options;
  if (!isSafe(issuer)) return { kind: 'unreachable', why: 'a provider is reached by https, or on this machine' };
  const discovery = await ask(options, `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`, {});
  if (discovery.kind === 'unreachable') return discovery;
  const found = discoverySchema.safeParse(discovery.json);
  if (!found.success || found.data.issuer !== issuer) {
    return { kind: 'unreachable', why: 'its discovery document is none, or of another issuer' };
  }
  if (!isSafe(found.data.token_endpoint)) return { kind: 'unreachable', why: 'its token endpoint is not on https' };
  const now = Math.floor((discovery.date ?? clock.now()) / 1000);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: clientAssertion(clientId, issuer, now, options),
    ...(scope === undefined ? {} : { scope }),
  });
  const reply = await ask(options, found.data.token_endpoint, { method: 'POST', body });
  if (reply.kind === 'unreachable') return reply;
  const token = tokenSchema.safeParse(reply.json);
  if (reply.status === 200 && token.success) {
    return { kind: 'token', accessToken: token.data.access_token, expiresInSeconds: token.data.expires_in };
  }
  const error = errorSchema.safeParse(reply.json);
  return { kind: 'refused', error: error.success ? error.data.error : `HTTP_${reply.status}` };
}

type Reply =
  | { readonly kind: 'reply'; readonly status: number; readonly json: unknown; readonly date: number | null }
  | { readonly kind: 'unreachable'; readonly why: string };

async function ask({ fetch }: ProviderOptions, url: string, init: RequestInit): Promise<Reply> {
  try {
    const reply = await fetch(url, {
      ...init,
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(WAIT_MS),
    });
    const text = await boundedText(reply.body);
    if (text === null) return { kind: 'unreachable', why: 'its answer is too long' };
    const date = Date.parse(reply.headers.get('date') ?? '');
    return { kind: 'reply', status: reply.status, json: JSON.parse(text), date: Number.isNaN(date) ? null : date };
  } catch (error) {
    // No network, no time left, or something that is no provider.
    return { kind: 'unreachable', why: error instanceof Error ? error.message.slice(0, 200) : 'no answer' };
  }
}

/** What is signed, and the token, are for the provider alone. */
function isSafe(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
}
