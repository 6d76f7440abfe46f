import { readSerialQuery, type SerialSettings } from './serial-settings.ts';

/** Address schemes that can be opened. */
export const SUPPORTED_SCHEMES = ['tcp', 'serial', 'hid', 'mqtt', 'mqtts', 'http', 'https'] as const;

export type DeviceAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** `settings`: what the address says of the line, which overrules the profile. */
  | { readonly kind: 'serial'; readonly path: string; readonly settings: Partial<SerialSettings> }
  /** Vendor and product as USB numbers them; `serialNumber` where several of one model are plugged in. */
  | {
      readonly kind: 'hid';
      readonly vendorId: number;
      readonly productId: number;
      readonly serialNumber: string | null;
    }
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
      readonly reason:
        | 'notAUrl'
        | 'noHost'
        | 'noPort'
        | 'notAnAddress'
        | 'noTopic'
        | 'notATopic'
        | 'notAPath'
        | 'notASetting'
        | 'notADevice';
    };

/** Ports by the schemes' registrations; `tcp` has none. */
const USUAL_PORTS: Readonly<Record<string, number>> = { mqtt: 1883, mqtts: 8883, http: 80, https: 443 };
const MOST_TOPIC = 200;

const HID = /^hid:\/\/([0-9a-f]{4}):([0-9a-f]{4})(?:\/([^/?#]{1,200}))?$/i;
const WINDOWS_PORT = /^\/(COM\d{1,3})$/i;

/**
 * Reads where a device is: `tcp://host:port`, `serial:///dev/serial/by-id/…?baud=9600&parity=even` (baud, data, parity, stop, flow),
 * `hid://vid:pid[/serial]` in four hexadecimal digits each, `mqtt://broker[:port]/topic` (`mqtts` over TLS), `http://host[:port]` (`https`); IPv6 in
 * brackets. Anything else in it (another path, a query, credentials) is refused, because it would be ignored silently.
 */
export function parseDeviceUrl(url: string): DeviceAddress {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'invalid', reason: 'notAUrl' };
  if (!SUPPORTED_SCHEMES.some((supported) => supported === scheme)) {
    return { kind: 'unsupported', scheme, supported: SUPPORTED_SCHEMES };
  }
  if (scheme === 'hid') return hidAddress(url);
  const parsed = URL.parse(url);
  if (parsed !== null && scheme === 'serial') return serialAddress(parsed);
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

function serialAddress(url: URL): DeviceAddress {
  const settings = readSerialQuery(url.searchParams);
  if (settings === null) return { kind: 'invalid', reason: 'notASetting' };
  if (url.host !== '' || url.hash !== '') return { kind: 'invalid', reason: 'notAPath' };
  const path = decoded(url.pathname);
  if (path === null || !/^\/[^\p{Cc}]+$/u.test(path)) return { kind: 'invalid', reason: 'notAPath' };
  return { kind: 'serial', path: WINDOWS_PORT.exec(path)?.[1] ?? path, settings };
}

function hidAddress(url: string): DeviceAddress {
  const [, vendor, product, serial] = HID.exec(url) ?? [];
  const serialNumber = serial === undefined ? null : decoded(serial);
  if (vendor === undefined || product === undefined || (serial !== undefined && serialNumber === null))
    return { kind: 'invalid', reason: 'notADevice' };
  return { kind: 'hid', vendorId: Number.parseInt(vendor, 16), productId: Number.parseInt(product, 16), serialNumber };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** A topic as one can be published to (MQTT 3.1.1, 4.7): no wildcard, no control character, no empty level. */
function topicOf(path: string): string | null {
  const topic = decoded(path.slice(1));
  if (topic === null) return null;
  const usable = topic.length <= MOST_TOPIC && !/[+#\p{Cc}]/u.test(topic) && !topic.startsWith('$');
  return usable && topic.split('/').every((level) => level !== '') ? topic : null;
}
