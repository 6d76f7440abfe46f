import type { EmulatorLog } from './log.ts';
import { EmulatedRelays, type RelayDialect } from './relays/index.ts';
import { RELAY_TOPICS, type RelayPlace } from './relays/topics.ts';
import type { TagField } from './rfid-reader/field.ts';
import { type IotReaderPorts, type IotReaders, startIotReaders } from './rfid-reader/iot-readers.ts';
import { EmulatedBroker } from './rfid-reader/mqtt/broker.ts';

/** How each board speaks; a place that is left out has none. */
export type RelayBoardDialects = { readonly [Place in RelayPlace]?: RelayDialect | undefined };

export interface BrokerSideOptions {
  readonly host: string;
  readonly brokerPort: number;
  readonly iotReaders?: IotReaderPorts;
  readonly relays?: RelayBoardDialects;
  readonly field: TagField;
  readonly log: EmulatorLog;
  readonly now: () => number;
  readonly onChange: () => void;
}

/** The devices that a broker stands between, and the broker. */
export interface BrokerSide {
  readonly broker: EmulatedBroker;
  readonly iotReaders: IotReaders | null;
  readonly relays: { readonly [Place in RelayPlace]?: EmulatedRelays };
  stop(): Promise<void>;
}

/** Starts the broker, and what was asked for behind it. @throws the socket's error when a port can't be had; then nothing is left running. */
export async function startBrokerSide(options: BrokerSideOptions): Promise<BrokerSide> {
  const { host, brokerPort, field, log, now, onChange } = options;
  const broker = new EmulatedBroker({ host, port: brokerPort, log, onChange });
  await broker.start();
  const brokerUrl = `mqtt://${host}:${broker.port}`;
  try {
    const iotReaders =
      options.iotReaders === undefined
        ? null
        : await startIotReaders({ ...options.iotReaders, host, brokerUrl, field, log, now, onChange });
    const board = (place: RelayPlace) => {
      const dialect = options.relays?.[place];
      if (dialect === undefined) return {};
      const made = new EmulatedRelays({
        broker: { url: brokerUrl },
        dialect,
        topic: RELAY_TOPICS[place],
        log,
        onChange,
      });
      made.plug();
      return { [place]: made };
    };
    const relays: BrokerSide['relays'] = { ...board('laneRelays'), ...board('gateRelays') };
    const stop = async () => {
      await Promise.all([iotReaders?.stop(), ...Object.values(relays).map((each) => each.unplug())]);
      await broker.stop();
    };
    return { broker, iotReaders, relays, stop };
  } catch (error) {
    await broker.stop();
    throw error;
  }
}
