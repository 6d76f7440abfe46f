import { compatibilityPartitioner, ProduceAcks, Producer, stringSerializers } from '@platformatic/kafka';
import type { Send } from './publish.ts';

export interface KafkaSettings {
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[];
  /** Topics are `<prefix>.orders`, `.payments`, `.gate`, `.device`, `.shift` and `.erasures`. */
  readonly prefix: string;
  /** SASL over TLS; without it, plain: brokers on a network of their own. */
  readonly login?: { readonly username: string; readonly password: string };
}

/** Structured mode. Source: CloudEvents 1.0.2, Kafka Protocol Binding, section 3.3. */
const HEADERS = { 'content-type': 'application/cloudevents+json; charset=UTF-8' };
const TIMEOUT_MS = 10_000;
const RETRIES = 3;
/** "No producer yet", so that the broker makes one. Source: Kafka protocol, InitProducerId (KIP-360). */
const NO_PRODUCER = { producerId: -1n, producerEpoch: -1 };

/**
 * Sends to Kafka, acknowledged by all in-sync replicas, and idempotent: what the client itself tries again is there once. Keys are spread
 * over partitions as Java clients do.
 */
export function kafka({ brokers, prefix, login }: KafkaSettings): { readonly send: Send; close(): Promise<void> } {
  const connect = () =>
    new Producer({
      clientId: 'checkstand-cloud',
      bootstrapBrokers: [...brokers],
      serializers: stringSerializers,
      partitioner: compatibilityPartitioner,
      acks: ProduceAcks.ALL,
      idempotent: true,
      retries: RETRIES,
      timeout: TIMEOUT_MS,
      ...(login === undefined ? {} : { tls: {}, sasl: { mechanism: 'SCRAM-SHA-512', ...login } }),
    });
  let producer: ReturnType<typeof connect> | null = null;
  const close = async (): Promise<void> => {
    const old = producer;
    producer = null;
    await old?.close(true);
  };
  return {
    close,
    async send(events) {
      if (producer === null) {
        producer = connect();
        await producer.initIdempotentProducer(NO_PRODUCER).catch(abandon);
      }
      const messages = events.map(({ subject, event }) => ({
        topic: `${prefix}.${subject}`,
        key: event.partitionkey,
        value: JSON.stringify(event),
        headers: HEADERS,
      }));
      await producer.send({ messages }).catch(abandon);
    },
  };

  /** After a failure its numbering may have a gap that brokers refuse for ever: the next one begins anew. */
  async function abandon(error: unknown): Promise<never> {
    await close().catch(() => {});
    throw error;
  }
}
