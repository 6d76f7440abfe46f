import type { z } from 'zod';
import type { Timers } from '../../../workstation/ports/time.ts';
import type { DeviceLog } from '../../log.ts';
import type { SupervisedDevice } from '../../supervisor/supervised.ts';
import { credentialsOf } from '../../transport/credentials.ts';
import { createMqttTransport } from '../../transport/mqtt.ts';
import { addressOf } from '../../transport/open.ts';
import { MqttRelayDriver } from './driver.ts';
import type { MqttRelayProfile, mqttRelayOptionsSchema } from './profile.ts';

/**
 * A board of relays at `mqtt://broker/topic`.
 * @throws Fault DEVICE_URL_UNSUPPORTED, DEVICE_URL_INVALID, DEVICE_BINDING.
 */
export function bindMqttRelay(
  { id, url }: { readonly id: string; readonly url: string },
  profile: MqttRelayProfile,
  options: z.infer<typeof mqttRelayOptionsSchema>,
  { timers, random, log }: { readonly timers: Timers; readonly random: () => number; readonly log: DeviceLog },
): Pick<SupervisedDevice, 'driver' | 'transport' | 'handshakeMs' | 'heartbeat'> {
  const address = addressOf(url, ['mqtt']);
  const driver = new MqttRelayDriver({ id, profile, topic: address.topic, log });
  const { connectTimeoutMs, handshakeMs } = profile.connection;
  const common = { timers, random, name: id, connectTimeoutMs };
  const transport = createMqttTransport(address, {
    ...common,
    subscribe: driver.heard,
    credentials: credentialsOf(id, options),
  });
  return { driver, transport, handshakeMs, heartbeat: profile.heartbeat };
}
