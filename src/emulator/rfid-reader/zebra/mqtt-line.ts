import type { EmulatorLog } from '../../log.ts';
import { type BrokerAddress, MqttLine } from '../mqtt/mqtt-line.ts';
import type { ZebraBehaviour } from './behaviour.ts';
import { isObject, type ZebraAnswer, type ZebraLine, type ZebraVoice } from './line.ts';
import type { ZebraReaderTopics } from './topics.ts';

export interface ZebraMqttOptions {
  readonly broker: BrokerAddress;
  readonly topics: ZebraReaderTopics;
}

/** Commands, replies and events as messages of a broker. Source: "RAW MQTT Payloads" 1.0.0. */
export class ZebraMqttLine implements ZebraLine {
  readonly #topics: ZebraReaderTopics;
  readonly #line: MqttLine;
  readonly #answer: ZebraAnswer;
  readonly #behaviour: () => ZebraBehaviour;

  constructor(
    { broker, topics }: ZebraMqttOptions,
    answer: ZebraAnswer,
    behaviour: () => ZebraBehaviour,
    { log, onChange }: { readonly log: EmulatorLog; readonly onChange: () => void },
  ) {
    this.#topics = topics;
    this.#answer = answer;
    this.#behaviour = behaviour;
    this.#line = new MqttLine({
      name: 'zebra',
      broker,
      subscribe: [topics.controlCommand, topics.managementCommand],
      onMessage: (topic, payload) => this.#take(topic, payload),
      log,
      onChange,
    });
  }

  get plugged(): boolean {
    return this.#line.plugged;
  }

  get connected(): boolean {
    return this.#line.connected;
  }

  plug(): Promise<void> {
    this.#line.plug();
    return Promise.resolve();
  }

  unplug(): Promise<void> {
    return this.#line.unplug();
  }

  say(voice: ZebraVoice, body: string | Uint8Array): void {
    this.#line.publish(this.#topics[voice], body);
  }

  #take(topic: string, payload: Buffer): void {
    const behaviour = this.#behaviour();
    if (behaviour.silent) return;
    const asked = parsed(payload);
    if (asked === null || typeof asked.command !== 'string' || typeof asked.command_id !== 'string') return;
    const control = topic === this.#topics.controlCommand;
    const { command, command_id } = asked;
    const answer = this.#answer(command, control, asked.payload);
    const reply = { command, command_id, response: answer === null ? 'failure' : 'success', payload: answer ?? {} };
    const voice = control ? 'controlResponse' : 'managementResponse';
    if (behaviour.stray) this.say(voice, JSON.stringify({ ...reply, command_id: `${command_id}x` }));
    this.say(voice, JSON.stringify(reply));
  }
}

function parsed(payload: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
