/** One connection to a broker, as far as the bus needs it. MQTT.js stands behind it in the product, a made-up network in tests. */
export interface Link {
  /** Resolves when the broker has acknowledged it (QoS 1); rejects when the connection ended before. */
  publish(topic: string, payload: Uint8Array, retain: boolean): Promise<void>;
  /** Ends the connection in order; nothing is heard of it afterwards. */
  close(): Promise<void>;
}

export interface LinkEvents {
  message(topic: string, payload: Uint8Array): void;
  /** The connection ended without being asked to; once at most. */
  closed(why: string): void;
}

export interface LinkWill {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** Makes connections. */
export interface Connector {
  /** Connects and subscribes; resolves when every subscription stands. Rejects when either fails; it then retries nothing by itself. */
  connect(filters: readonly string[], will: LinkWill, events: LinkEvents): Promise<Link>;
}
