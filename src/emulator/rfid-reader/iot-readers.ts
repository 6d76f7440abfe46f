import type { EmulatorLog } from '../log.ts';
import type { TagField } from './field.ts';
import type { PostAddress } from './http/poster.ts';
import { EmulatedImpinj } from './impinj/index.ts';
import { IMPINJ_TOPIC, ZEBRA_LOGIN, ZEBRA_TOPIC } from './topics.ts';
import { EmulatedZebra } from './zebra/index.ts';
import { zebraTopicsBehind } from './zebra/topics.ts';

/** Where the readers are reached, and what they reach. */
export interface IotReaderPorts {
  /** Of the Impinj reader's REST interface and stream. */
  readonly impinjPort: number;
  /** A second Zebra reader, told over REST, which posts what it reads; none when left out. */
  readonly zebraHttp?: { readonly port: number; readonly post: PostAddress };
}

export interface IotReaderOptions extends IotReaderPorts {
  readonly host: string;
  /** `mqtt://host:port` of the broker that they publish to. */
  readonly brokerUrl: string;
  /** What lies in front of all of them. */
  readonly field: TagField;
  readonly log: EmulatorLog;
  readonly now: () => number;
  readonly onChange: () => void;
}

/** Readers that speak JSON. */
export interface IotReaders {
  readonly impinj: EmulatedImpinj;
  /** Over MQTT. */
  readonly zebra: EmulatedZebra;
  readonly zebraHttp: EmulatedZebra | null;
  stop(): Promise<void>;
}

/** Starts an Impinj reader (HTTP and MQTT) and a Zebra reader (MQTT), and one over HTTP where asked for. @throws the socket's error when a port can't be had. */
export async function startIotReaders(options: IotReaderOptions): Promise<IotReaders> {
  const { host, brokerUrl, impinjPort, zebraHttp: http, field, log, now, onChange } = options;
  const shared = { host, field, log, now, onChange };
  const broker = { url: brokerUrl };
  const impinj = new EmulatedImpinj({ ...shared, port: impinjPort, mqtt: { broker, topic: IMPINJ_TOPIC } });
  const zebra = new EmulatedZebra({ ...shared, broker, topics: zebraTopicsBehind(ZEBRA_TOPIC) });
  const zebraHttp =
    http === undefined ? null : new EmulatedZebra({ ...shared, http: { host, login: ZEBRA_LOGIN, ...http } });
  const all = [impinj, zebra, ...(zebraHttp === null ? [] : [zebraHttp])];
  const stop = async () => {
    await Promise.all(all.map((each) => each.stop()));
  };
  try {
    for (const each of all) await each.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { impinj, zebra, zebraHttp, stop };
}
