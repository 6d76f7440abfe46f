import { Fault } from '../../workstation/ports/fault.ts';
import type { Timers } from '../../workstation/ports/time.ts';
import { createTcpTransport } from './tcp.ts';
import type { Transport } from './transport.ts';
import { parseDeviceUrl } from './url.ts';

/**
 * The transport for a device's address.
 * @throws Fault DEVICE_URL_UNSUPPORTED (the message names what is supported), DEVICE_URL_INVALID.
 */
export function transportFor(
  url: string,
  options: { readonly timers: Timers; readonly connectTimeoutMs?: number },
): Transport {
  const address = parseDeviceUrl(url);
  switch (address.kind) {
    case 'tcp':
      return createTcpTransport(address.host, address.port, options);
    case 'unsupported':
      throw new Fault(
        'DEVICE_URL_UNSUPPORTED',
        `${address.scheme}: is not supported yet; supported: ${address.supported.map((scheme) => `${scheme}://`).join(', ')}`,
      );
    case 'invalid':
      throw new Fault('DEVICE_URL_INVALID', `not a device address (${address.reason}); expected tcp://host:port`);
  }
}
