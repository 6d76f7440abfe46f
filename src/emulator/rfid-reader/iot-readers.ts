import type { EmulatorLog } from '../log.ts';
import type { TagField } from './field.ts';
import { EmulatedImpinj } from './impinj/index.ts';
import { EmulatedBroker } from './mqtt/broker.ts';
import { IMPINJ_TOPIC, ZEBRA_TOPIC } from './topics.ts';
import { EmulatedZebra } from './zebra/index.ts';
import { zebraTopicsBehind } from './zebra/topics.ts';

export interface IotReaderOptions {
  readonly host: string;
  readonly brokerPort: number;
  readonly impinjPort: number;
  /** What lies in front of both. */
  readonly field: TagField;
  readonly log: EmulatorLog;
  readonly now: () => number;
  readonly onChange: () => void;
}

/** Readers that speak JSON, and the broker that they publish to. */
export interface IotReaders {
  readonly broker: EmulatedBroker;
  readonly impinj: EmulatedImpinj;
  readonly zebra: EmulatedZebra;
  stop(): Promise<void>;
}

/** Starts a broker, an Impinj reader (HTTP and MQTT) and a Zebra reader (MQTT). @throws the socket's error when a port can't be had. */
export async function startIotReaders(options: IotReaderOptions): Promise<IotReaders> {
  const { host, brokerPort, impinjPort, field, log, now, onChange } = options;
  const shared = { host, field, log, now, onChange };
  const broker = new EmulatedBroker({ host, port: brokerPort, log, onChange });
  await broker.start();
  const at = { url: `mqtt://${host}:${broker.port}` };
  const impinj = new EmulatedImpinj({ ...shared, port: impinjPort, mqtt: { broker: at, topic: IMPINJ_TOPIC } });
  const zebra = new EmulatedZebra({ ...shared, broker: at, topics: zebraTopicsBehind(ZEBRA_TOPIC) });
  const stop = async () => {
    await Promise.all([impinj.stop(), zebra.stop()]);
    await broker.stop();
  };
  try {
    await impinj.start();
    await zebra.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { broker, impinj, zebra, stop };
}
