import type { LaneLight, LightsPort } from '../../../workstation/ports/lights.ts';
import type { OutputsPort } from '../../../workstation/ports/outputs.ts';
import type { DeviceLog } from '../../log.ts';
import type { Driver, Link } from '../../supervisor/driver.ts';
import { type MqttRelayProfile, readRelay, relayTopics } from './profile.ts';

export interface MqttRelayOptions {
  readonly id: string;
  readonly profile: MqttRelayProfile;
  /** That of the address. */
  readonly topic: string;
  readonly log: DeviceLog;
}

interface Output {
  wanted: boolean;
  /** What the board told last; null where it has told nothing on this connection. */
  seen: boolean | null;
  /** Times that it was told without having done it. */
  tries: number;
}

/** Told so often in vain, an output is one that does not obey. */
const MOST_TRIES = 3;
const COLOURS: readonly LaneLight[] = ['green', 'amber', 'red'];

/**
 * A board of relays behind a broker: the lamps of a lane, or lights, siren and door of a gate. That the broker is there says nothing of
 * the board, so it is asked how its relays are, and what it tells counts: what is not as it should be is said again at the next asking,
 * also where somebody else switched it, or the board lost its power.
 */
export class MqttRelayDriver implements Driver, LightsPort, OutputsPort {
  readonly id: string;
  /** Topics on which the board tells of its relays. */
  readonly heard: readonly string[];
  readonly #options: MqttRelayOptions;
  readonly #commands: readonly string[];
  readonly #outputs = new Map<number, Output>();
  #link: Link | null = null;
  #answered = false;
  #refused = false;
  #settled: () => void = () => undefined;

  constructor(options: MqttRelayOptions) {
    const { id, profile, topic } = options;
    this.id = id;
    this.#options = options;
    const all = Array.from({ length: profile.outputs }, (_, index) => relayTopics(profile, topic, index + 1));
    this.heard = all.map(({ state }) => state);
    this.#commands = all.map(({ command }) => command);
  }

  setOutput(port: number, high: boolean): void {
    if (this.#commands[port - 1] === undefined) {
      this.#options.log.warn('RELAY_OUTPUT_UNKNOWN', { id: this.id });
      return;
    }
    const output = this.#outputs.get(port);
    if (output?.wanted === high) return;
    this.#outputs.set(port, { wanted: high, seen: output?.seen ?? null, tries: 0 });
    this.#tell(port);
  }

  show(light: LaneLight): void {
    const { channels } = this.#options.profile;
    // The others go out first, so that no two are lit together.
    for (const colour of COLOURS.filter((each) => each !== light)) this.setOutput(channels[colour], false);
    this.setOutput(channels[light], true);
  }

  opened(link: Link): void {
    this.#link = link;
    this.#answered = false;
    this.#refused = false;
    for (const [port, output] of this.#outputs) {
      output.seen = null;
      output.tries = 0;
      this.#tell(port);
    }
    this.#ask();
  }

  received(bytes: Uint8Array, topic?: string): void {
    const port = this.heard.indexOf(topic ?? '') + 1;
    const seen = port === 0 ? null : readRelay(this.#options.profile.state, bytes);
    if (seen === null) return;
    const output = this.#outputs.get(port);
    if (output !== undefined) {
      output.seen = seen;
      if (output.wanted === seen) output.tries = 0;
    }
    this.#settle();
    this.#link?.alive();
    this.#report();
  }

  /** Settles when all is as it was wanted last. */
  closing(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#settled = resolve;
    this.#settle();
    return promise;
  }

  lost(): void {
    this.#link = null;
  }

  probe(): 'asked' | 'busy' {
    for (const [port, { wanted, seen }] of this.#outputs) if (seen !== null && seen !== wanted) this.#tell(port);
    this.#report();
    this.#ask();
    return 'asked';
  }

  #settle(): void {
    if ([...this.#outputs.values()].every(({ wanted, seen }) => wanted === seen)) this.#settled();
  }

  /** Says how it is: when it answers first, and when what it does with its outputs changes. */
  #report(): void {
    const refused = [...this.#outputs.values()].some(({ tries }) => tries >= MOST_TRIES);
    if (this.#link === null || (this.#answered && refused === this.#refused)) return;
    this.#answered = true;
    this.#refused = refused;
    this.#link.report(refused ? { kind: 'degraded', code: 'DEVICE_OUTPUT_REFUSED' } : { kind: 'ready' });
  }

  #tell(port: number): void {
    const output = this.#outputs.get(port);
    if (this.#link === null || output === undefined) return;
    output.tries += 1;
    const { on, off } = this.#options.profile.command;
    this.#publish(port, output.wanted ? on : off);
  }

  /** Of what hangs on it, or of its first relay where nothing does yet. */
  #ask(): void {
    const ports = this.#outputs.size === 0 ? [1] : [...this.#outputs.keys()];
    for (const port of ports) this.#publish(port, this.#options.profile.command.ask);
  }

  #publish(port: number, word: string): void {
    if (this.#link?.write(Buffer.from(word), this.#commands[port - 1]) === 'full') this.#link.drop('DEVICE_SILENT');
  }
}
