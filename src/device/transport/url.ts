/** Address schemes that can be opened today. */
export const SUPPORTED_SCHEMES = ['tcp', 'mqtt', 'mqtts', 'http', 'https'] as const;

export type DeviceAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'mqtt';
      readonly host: string;
      readonly port: number;
      readonly secure: boolean;
      /** What all topics of this device begin with; no wildcard, no slash at either end. */
      readonly topic: string;
    }
  | { readonly kind: 'http'; readonly host: string; readonly port: number; readonly secure: boolean }
  | { readonly kind: 'unsupported'; readonly scheme: string; readonly supported: readonly string[] }
  | {
      readonly kind: 'invalid';
      readonly reason: 'notAUrl' | 'noHost' | 'noPort' | 'notAnAddress' | 'noTopic' | 'notATopic';
    };

/** Ports by the schemes' registrations; `tcp` has none. */
const USUAL_PORTS: Readonly<Record<string, number>> = { mqtt: 1883, mqtts: 8883, http: 80, https: 443 };
const MOST_TOPIC = 200;

/**
 * Reads where a device is: `tcp://host:port`, `mqtt://broker[:port]/topic` (`mqtts` over TLS), `http://host[:port]` (`https`); IPv6 in
 * brackets. Anything else in it (another path, a query, credentials) is refused, because it would be ignored silently.
 */
export function parseDeviceUrl(url: string): DeviceAddress {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'invalid', reason: 'notAUrl' };
  if (!SUPPORTED_SCHEMES.some((supported) => supported === scheme)) {
    return { kind: 'unsupported', scheme, supported: SUPPORTED_SCHEMES };
  }
  const parsed = URL.parse(url);
  if (parsed === null) return { kind: 'invalid', reason: 'notAUrl' };
  if (parsed.search !== '' || parsed.hash !== '' || parsed.username !== '' || parsed.password !== '') {
    return { kind: 'invalid', reason: 'notAnAddress' };
  }
  const bare = parsed.pathname === '' || parsed.pathname === '/';
  const mqtt = scheme.startsWith('mqtt');
  if (!bare && !mqtt) return { kind: 'invalid', reason: 'notAnAddress' };
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '') return { kind: 'invalid', reason: 'noHost' };
  const port = parsed.port === '' ? (USUAL_PORTS[scheme] ?? 0) : Number(parsed.port);
  if (port < 1) return { kind: 'invalid', reason: 'noPort' };
  if (scheme === 'tcp') return { kind: 'tcp', host, port };
  const secure = scheme.endsWith('s');
  if (!mqtt) return { kind: 'http', host, port, secure };
  if (bare) return { kind: 'invalid', reason: 'noTopic' };
  const topic = topicOf(parsed.pathname);
  return topic === null ? { kind: 'invalid', reason: 'notATopic' } : { kind: 'mqtt', host, port, secure, topic };
}

/** A topic as one can be published to (MQTT 3.1.1, 4.7): no wildcard, no control character, no empty level. */
function topicOf(path: string): string | null {
  let topic: string;
  try {
    topic = decodeURIComponent(path.slice(1));
  } catch {
    return null;
  }
  const usable = topic.length <= MOST_TOPIC && !/[+#\p{Cc}]/u.test(topic) && !topic.startsWith('$');
  return usable && topic.split('/').every((level) => level !== '') ? topic : null;
}
