import { Fault } from '../../workstation/ports/fault.ts';
import type { Timers } from '../../workstation/ports/time.ts';
import { createSerialTransport } from './serial.ts';
import { type SerialSettings, serialSettingsSchema } from './serial-settings.ts';
import { createTcpTransport } from './tcp.ts';
import type { Transport } from './transport.ts';
import { type DeviceAddress, parseDeviceUrl } from './url.ts';

export type UsableAddress = Exclude<DeviceAddress, { readonly kind: 'unsupported' | 'invalid' }>;

/**
 * Where a device is, for one that is reached by one of these kinds of address.
 * @throws Fault DEVICE_URL_UNSUPPORTED (the message names what is supported), DEVICE_URL_INVALID.
 */
export function addressOf<Kind extends UsableAddress['kind']>(
  url: string,
  kinds: readonly Kind[],
): Extract<UsableAddress, { kind: Kind }> {
  const address = parseDeviceUrl(url);
  if (address.kind === 'invalid') {
    const expected = kinds.map((kind) => EXPECTED[kind]).join(' or ');
    throw new Fault('DEVICE_URL_INVALID', `not a device address (${address.reason}); expected ${expected}`);
  }
  if (address.kind !== 'unsupported' && isOneOf(address, kinds)) return address;
  const scheme = address.kind === 'unsupported' ? address.scheme : address.kind;
  throw new Fault(
    'DEVICE_URL_UNSUPPORTED',
    `${scheme}: is not supported for this device; supported: ${kinds.map((kind) => `${kind}://`).join(', ')}`,
  );
}

const EXPECTED: Readonly<Record<UsableAddress['kind'], string>> = {
  tcp: 'tcp://host:port',
  serial: 'serial:///dev/serial/by-id/…',
  hid: 'hid://vid:pid',
  mqtt: 'mqtt://broker:port/topic',
  http: 'http://host',
};

function isOneOf<Kind extends UsableAddress['kind']>(
  address: UsableAddress,
  kinds: readonly Kind[],
): address is Extract<UsableAddress, { kind: Kind }> {
  return kinds.some((kind) => kind === address.kind);
}

/**
 * The transport for a device that sends and takes a stream of bytes: over TCP, and over a serial line where `serial` is what the model's
 * profile says of one. The address overrules the profile.
 * @throws Fault DEVICE_URL_UNSUPPORTED, DEVICE_URL_INVALID.
 */
export function transportFor(
  url: string,
  options: {
    readonly timers: Timers;
    readonly connectTimeoutMs?: number;
    readonly serial?: SerialSettings;
    /** The device cannot be asked how it is: see the TCP transport. */
    readonly unasked?: boolean;
  },
): Transport {
  const { timers, connectTimeoutMs, serial } = options;
  const address = serial === undefined ? addressOf(url, ['tcp']) : addressOf(url, ['tcp', 'serial']);
  if (address.kind === 'tcp') return createTcpTransport(address.host, address.port, options);
  const settings = { ...serialSettingsSchema.parse({}), ...serial, ...address.settings };
  const limit = connectTimeoutMs === undefined ? {} : { openTimeoutMs: connectTimeoutMs };
  return createSerialTransport(address.path, { timers, settings, ...limit });
}
