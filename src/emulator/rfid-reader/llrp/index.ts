import type { EmulatorLog } from '../../log.ts';
import { DeviceLine } from '../../wire/device-line.ts';
import { PluggedDevice } from '../../wire/plugged-device.ts';
import { TagField } from '../field.ts';
import type { LlrpBehaviour } from './behaviour.ts';
import { NOTIFY } from './codes.ts';
import type { ReaderConfiguration } from './configuration.ts';
import { type ReaderModel, USUAL_MODEL } from './model.ts';
import { LlrpReader } from './reader.ts';
import type { RospecChange, RospecState } from './rospec.ts';
import { antennaChanged, connectionAttempt, inputChanged, readerException } from './telling.ts';
import { MessageReader } from './wire.ts';

export { type LlrpBehaviour, llrpBehaviourSchema } from './behaviour.ts';
export type { ReaderModel } from './model.ts';

export interface EmulatedLlrpReaderOptions {
  readonly host: string;
  readonly port: number;
  readonly log: EmulatorLog;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
  readonly onChange: () => void;
  /** What differs from a reader of four antennas, inputs and outputs that speaks 1.1. */
  readonly model?: Partial<ReaderModel>;
  /** What lies in front of its antennas; its own when left out. */
  readonly field?: TagField;
}

const GREETING = { accepted: 0, inUse: 2, failed: 3 } as const;

/**
 * A fixed RFID reader that speaks LLRP over TCP: it greets, tells what it can, takes a configuration and one reader operation, and
 * reports the tags of its field while that is active. What it can't do it refuses with the status codes of the standard. Pulling the
 * plug takes its power, and with it everything it was told.
 */
export class EmulatedLlrpReader extends PluggedDevice {
  readonly field: TagField;
  readonly model: ReaderModel;
  readonly #reader: LlrpReader;
  readonly #messages = new MessageReader();
  readonly #onChange: () => void;

  constructor(options: EmulatedLlrpReaderOptions) {
    const { host, port, log, now, onChange } = options;
    super(
      new DeviceLine({
        ...{ name: 'rfidReader', host, port, log, onChange },
        onConnect: () => this.#greet(),
        onDisconnect: () => this.#reader.part(),
        onBytes: (bytes) => this.#take(bytes),
      }),
    );
    this.#onChange = onChange;
    this.field = options.field ?? new TagField();
    this.field.onChange(onChange);
    this.model = { ...USUAL_MODEL, ...options.model };
    const say = (bytes: Buffer) => void this.line.write(bytes, this.#reader.behaviour.chunks);
    this.#reader = new LlrpReader({ model: this.model, field: this.field, now, say, onChange });
  }

  override stop(): Promise<void> {
    this.#reader.reset();
    return super.stop();
  }

  /** The version that is spoken: 1 is 1.0.1, 2 is 1.1. */
  get version(): number {
    return this.#reader.version;
  }

  get configuration(): ReaderConfiguration {
    return this.#reader.configuration;
  }

  get rospec(): { readonly id: number; readonly state: RospecState } | null {
    return this.#reader.rospec;
  }

  /** The ROSpec parameter that it holds, hexadecimal; empty for none. */
  get told(): string {
    return this.#reader.rospecBytes.toString('hex');
  }

  /** Outputs that are high, from 1. */
  get outputs(): readonly number[] {
    return this.#reader.configuration.outputs;
  }

  /** Inputs that are high, from 1. */
  get inputs(): readonly number[] {
    return [...this.#reader.high];
  }

  /** Antennas that are connected, from 1. */
  get antennas(): readonly number[] {
    return [...this.#reader.antennas];
  }

  /** Reads that were reported, and keepalives that were acknowledged, in all. */
  get counts(): { readonly reads: number; readonly acknowledged: number } {
    return { reads: this.#reader.reads, acknowledged: this.#reader.acknowledged };
  }

  get behaviour(): LlrpBehaviour {
    return this.#reader.behaviour;
  }

  /** From now on; how it writes tags, and how fast it reads, from the next connection or start on. */
  setBehaviour(change: Partial<LlrpBehaviour>): void {
    this.#reader.behaviour = { ...this.#reader.behaviour, ...change };
    this.#onChange();
  }

  /** A light barrier or a button. Told where the input is listened to. @throws RangeError for a port that it has not. */
  setInput(port: number, high: boolean): void {
    if (!(port >= 1 && port <= this.model.inputs)) throw new RangeError(`no input ${port}`);
    if (this.#reader.high.has(port) === high) return;
    if (high) this.#reader.high.add(port);
    else this.#reader.high.delete(port);
    if (this.#reader.configuration.inputs.includes(port)) this.#reader.tell(inputChanged(port, high), NOTIFY.input);
    this.#onChange();
  }

  /** @throws RangeError for a port that it has not. */
  setAntenna(port: number, connected: boolean): void {
    if (!(port >= 1 && port <= this.model.antennas)) throw new RangeError(`no antenna ${port}`);
    if (this.#reader.antennas.has(port) === connected) return;
    if (connected) this.#reader.antennas.add(port);
    else this.#reader.antennas.delete(port);
    this.#reader.tell(antennaChanged(port, connected), NOTIFY.antenna);
    this.#onChange();
  }

  /** Another host, or a person at its page, changes what it does behind the host's back. @throws RangeError for what it can't do. */
  changeRospec(change: RospecChange): void {
    this.#reader.changeRospec(change);
  }

  /** The same, of what it is set to. */
  changeConfiguration(change: Partial<ReaderConfiguration>): void {
    this.#reader.configuration = { ...this.#reader.configuration, ...change };
    this.#onChange();
  }

  /** Reports a fault of its own. */
  exception(text: string): void {
    this.#reader.tell(readerException(text), NOTIFY.exception);
  }

  /** Stops reading by itself. */
  halt(): void {
    this.#reader.halt();
  }

  /** The line goes and can be had again at once; the reader keeps what it was told, and reads on. */
  cut(): void {
    this.line.drop();
  }

  override unplug(forMs?: number): void {
    super.unplug(forMs);
    this.#reader.reset();
  }

  #greet(): void {
    this.#messages.reset();
    const { greeting } = this.#reader.behaviour;
    if (greeting !== 'none') this.#reader.meet(connectionAttempt(GREETING[greeting]));
  }

  #take(bytes: Uint8Array): void {
    const messages = this.#messages.push(bytes);
    if (messages === null) {
      this.line.drop();
      return;
    }
    for (const message of messages) this.#reader.take(message);
    // What a host sends can be seen: outputs, and what it started.
    this.#onChange();
  }
}
