import type { IncomingMessage } from 'node:http';

const LOCAL_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Whether a request comes from this machine's own page or from a program on it. A page of another origin, and a name that was
 * made to point here, are strangers: they could otherwise scan goods and approve payments behind a person's back.
 */
export function isWelcome(request: IncomingMessage, port: number): boolean {
  const { host, origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (host === undefined || !LOCAL_NAMES.some((name) => host === `${name}:${port}`)) return false;
  if (origin !== undefined && !LOCAL_NAMES.some((name) => origin === `http://${name}:${port}`)) return false;
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Sent with every answer. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};
