import { Fault } from '../../workstation/ports/fault.ts';
import type { Timers } from '../../workstation/ports/time.ts';
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
    `${scheme}: is not supported yet for this device; supported: ${kinds.map((kind) => `${kind}://`).join(', ')}`,
  );
}

const EXPECTED: Readonly<Record<UsableAddress['kind'], string>> = {
  tcp: 'tcp://host:port',
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
 * The transport for a device that is reached over TCP.
 * @throws Fault DEVICE_URL_UNSUPPORTED, DEVICE_URL_INVALID.
 */
export function transportFor(
  url: string,
  options: { readonly timers: Timers; readonly connectTimeoutMs?: number },
): Transport {
  const { host, port } = addressOf(url, ['tcp']);
  return createTcpTransport(host, port, options);
}
