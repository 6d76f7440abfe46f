import { connect, type MqttClient } from 'mqtt';
import type { EmulatorLog } from '../../log.ts';

/** Where an emulated reader publishes to, and as whom. */
export interface BrokerAddress {
  /** `mqtt://host:port`, or `mqtts://host:port`. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** PEM of the certificate that the broker is believed by. */
  readonly ca?: string;
}

export interface MqttLineOptions {
  readonly name: string;
  readonly broker: BrokerAddress;
  readonly subscribe: readonly string[];
  readonly onMessage: (topic: string, payload: Buffer) => void;
  readonly log: EmulatorLog;
  readonly onChange: () => void;
}

const RETRY_MS = 200;

/** The line of an emulated reader to a broker: like a reader's it connects again by itself, for as long as it is plugged in. */
export class MqttLine {
  readonly #options: MqttLineOptions;
  #client: MqttClient | undefined;
  #heard = false;

  constructor(options: MqttLineOptions) {
    this.#options = options;
  }

  get plugged(): boolean {
    return this.#client !== undefined;
  }

  /** Whether the broker has granted what was subscribed to. */
  get connected(): boolean {
    return this.#heard && this.#client?.connected === true;
  }

  /** Begins to connect; the broker need not be there yet. */
  plug(): void {
    if (this.#client !== undefined) return;
    const { url, username, password, ca } = this.#options.broker;
    const client = connect(url, {
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: RETRY_MS,
      connectTimeout: 1000,
      queueQoSZero: false,
      resubscribe: false,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(ca === undefined ? {} : { ca: [ca] }),
    });
    this.#client = client;
    client.on('error', () => undefined);
    const connected = (heard: boolean): void => {
      this.#heard = heard;
      this.#changed('connected');
    };
    client.on('connect', () => {
      const { subscribe } = this.#options;
      if (subscribe.length === 0) connected(true);
      else
        client.subscribe(Object.fromEntries(subscribe.map((topic) => [topic, { qos: 1 }])), (error) =>
          connected(error === null),
        );
    });
    client.on('close', () => {
      if (this.#heard) this.#changed('disconnected');
      this.#heard = false;
    });
    client.on('message', (topic, payload) => this.#options.onMessage(topic, payload));
  }

  /** Goes without a word, as when the cable is pulled. */
  async unplug(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#heard = false;
    if (client === undefined) return;
    await new Promise<void>((resolve) => client.end(true, {}, () => resolve()));
    this.#changed('unplugged');
  }

  /** Publishes one message; false when nobody is there. */
  publish(topic: string, payload: string | Uint8Array): boolean {
    if (this.#client?.connected !== true) return false;
    this.#client.publish(
      topic,
      typeof payload === 'string' ? payload : Buffer.from(payload),
      { qos: 1 },
      () => undefined,
    );
    return true;
  }

  #changed(event: string): void {
    this.#options.log(this.#options.name, event);
    this.#options.onChange();
  }
}
