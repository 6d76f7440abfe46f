/** Address schemes that can be opened today. */
export const SUPPORTED_SCHEMES = ['tcp'] as const;

export type DeviceAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unsupported'; readonly scheme: string; readonly supported: readonly string[] }
  | { readonly kind: 'invalid'; readonly reason: 'notAUrl' | 'noHost' | 'noPort' | 'notAnAddress' };

/**
 * Reads where a device is: `tcp://host:port`, IPv6 in brackets. Anything after the port (a path, a query, credentials) is refused,
 * because it would be ignored silently.
 */
export function parseDeviceUrl(url: string): DeviceAddress {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'invalid', reason: 'notAUrl' };
  if (scheme !== 'tcp') return { kind: 'unsupported', scheme, supported: SUPPORTED_SCHEMES };
  const parsed = URL.parse(url);
  if (parsed === null) return { kind: 'invalid', reason: 'notAUrl' };
  const bare = parsed.pathname === '' || parsed.pathname === '/';
  if (!bare || parsed.search !== '' || parsed.hash !== '' || parsed.username !== '' || parsed.password !== '') {
    return { kind: 'invalid', reason: 'notAnAddress' };
  }
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '') return { kind: 'invalid', reason: 'noHost' };
  const port = Number(parsed.port);
  if (parsed.port === '' || port < 1) return { kind: 'invalid', reason: 'noPort' };
  return { kind: 'tcp', host, port };
}
