import { Fault } from '../../workstation/ports/fault.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import type { DeviceLog } from '../log.ts';
import type { SupervisedDevice } from '../supervisor/supervised.ts';
import { type Credentials, credentialsOf } from '../transport/credentials.ts';
import { createHttpStreamTransport } from '../transport/http-stream.ts';
import { createMqttTransport } from '../transport/mqtt.ts';
import { addressOf } from '../transport/open.ts';
import { createRestClient } from '../transport/rest.ts';
import type { Transport } from '../transport/transport.ts';
import { ImpinjDriver, MOST_MESSAGE as MOST_IMPINJ_MESSAGE } from './impinj/driver.ts';
import type { ImpinjOptions, ImpinjProfile } from './impinj/profile.ts';
import { POST_PATH, STREAM_PATH } from './impinj/rest-calls.ts';
import { type ListenOptions, postTransport } from './listen.ts';
import { MOST_MESSAGE, ZebraDriver } from './zebra/driver.ts';
import type { ZebraOptions, ZebraProfile } from './zebra/profile.ts';

export interface ReaderContext {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: DeviceLog;
}

/** What the supervisor has to be given for a reader, beside its name. */
export type BoundReader<Driver> = Pick<SupervisedDevice, 'transport' | 'handshakeMs' | 'heartbeat'> & {
  readonly driver: Driver;
};

interface Place {
  readonly id: string;
  readonly url: string;
}

/**
 * An Impinj reader at `http://reader`, which streams its events or posts them where `listen` says, or at `mqtt://broker/topic`, to which it publishes them.
 * @throws Fault DEVICE_URL_UNSUPPORTED, DEVICE_URL_INVALID, DEVICE_BINDING.
 */
export function bindImpinj(
  { id, url }: Place,
  profile: ImpinjProfile,
  options: ImpinjOptions,
  context: ReaderContext,
): BoundReader<ImpinjDriver> {
  const { timers, clock, log } = context;
  const { connectTimeoutMs, handshakeMs } = profile.connection;
  const { heartbeat } = profile;
  const { restUrl, restUsername, restPassword, restPasswordFile, restCaFile, antennas, powerDbm } = options;
  const { username, password, passwordFile, caFile } = options;
  const credentials = credentialsOf(id, { username, password, passwordFile, caFile });
  const rest = {
    username: restUsername,
    password: restPassword,
    passwordFile: restPasswordFile,
    caFile: restCaFile,
  };
  const address = addressOf(url, ['http', 'mqtt']);
  const driver = (at: Parameters<typeof createRestClient>[0], who: Credentials): ImpinjDriver =>
    new ImpinjDriver({
      id,
      profile,
      options: { antennas, powerDbm },
      rest: createRestClient(at, { timers, credentials: who }),
      clock,
      timers,
      log,
    });
  if (address.kind === 'http') {
    if (restUrl !== undefined || Object.values(rest).some((value) => value !== undefined)) {
      throw new Fault('DEVICE_BINDING', `options of ${id}: rest… belongs to a reader behind a broker`);
    }
    const transport =
      options.listen === undefined
        ? createHttpStreamTransport(address, { timers, path: STREAM_PATH, credentials, connectTimeoutMs })
        : postTransport(id, options, [POST_PATH], MOST_IMPINJ_MESSAGE, timers);
    return { driver: driver(address, credentials), transport, handshakeMs, heartbeat };
  }
  refuseListen(id, options);
  if (restUrl === undefined) {
    throw new Fault('DEVICE_BINDING', `options of ${id}: restUrl is missing: the reader's own address, http://reader`);
  }
  const transport = mqtt(id, address, [address.topic], credentials, connectTimeoutMs, context);
  const at = addressOf(restUrl, ['http']);
  return { driver: driver(at, credentialsOf(id, rest)), transport, handshakeMs, heartbeat };
}

/**
 * A Zebra reader at `mqtt://broker/topic`, or at `https://reader`, which posts to us where `listen` says.
 * @throws Fault DEVICE_URL_UNSUPPORTED, DEVICE_URL_INVALID, DEVICE_BINDING.
 */
export function bindZebra(
  { id, url }: Place,
  profile: ZebraProfile,
  options: ZebraOptions,
  context: ReaderContext,
): BoundReader<ZebraDriver> {
  const { antennas, powerDbm, username, password, passwordFile, caFile } = options;
  const { connectTimeoutMs, handshakeMs } = profile.connection;
  const { heartbeat, commandMs } = profile;
  const address = addressOf(url, ['mqtt', 'http']);
  const credentials = credentialsOf(id, { username, password, passwordFile, caFile });
  const common = { id, profile, options: { antennas, powerDbm }, ...context };
  if (address.kind === 'http') {
    const rest = createRestClient(address, { timers: context.timers, credentials, timeoutMs: commandMs });
    const driver = new ZebraDriver({ ...common, topic: '', rest });
    const paths = [driver.topics.data, driver.topics.events];
    return {
      driver,
      transport: postTransport(id, options, paths, MOST_MESSAGE, context.timers),
      handshakeMs,
      heartbeat,
    };
  }
  refuseListen(id, options);
  const driver = new ZebraDriver({ ...common, topic: address.topic });
  const { data, events, control, management } = driver.topics;
  const heard = [data, events, control.response, management.response];
  const transport = mqtt(id, address, heard, credentials, connectTimeoutMs, context);
  return { driver, transport, handshakeMs, heartbeat };
}

function refuseListen(id: string, { listen }: ListenOptions): void {
  if (listen !== undefined)
    throw new Fault('DEVICE_BINDING', `options of ${id}: listen… belongs to a reader that posts to us over HTTP`);
}

function mqtt(
  id: string,
  address: Parameters<typeof createMqttTransport>[0],
  subscribe: readonly string[],
  credentials: Credentials,
  connectTimeoutMs: number,
  { timers, random }: ReaderContext,
): Transport {
  return createMqttTransport(address, { timers, random, name: id, subscribe, credentials, connectTimeoutMs });
}
