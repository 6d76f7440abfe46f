import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../workstation/ports/time.ts';
import type { StoreBus } from './bus.ts';

/** A value that a box shows of one of its devices (Homie 5, "Properties"). Ids are lowercase letters, digits and hyphens. */
export interface StateProperty {
  readonly name: string;
  readonly datatype: 'integer' | 'float' | 'boolean' | 'string' | 'enum' | 'datetime';
  /** For an enum its values with commas between, for a number its range. */
  readonly format?: string;
  readonly unit?: string;
  readonly value: string;
}

/** A device on the box, or a side of the box itself (Homie 5, "Nodes"). */
export interface StateNode {
  readonly name: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, StateProperty>>;
}

type Nodes = Readonly<Record<string, StateNode>>;

/** Homie 5, "Empty string values": MQTT would take an empty payload for "forget it". */
const EMPTY = '\0';

/**
 * Shows a box and its devices to whoever watches the store, as a Homie 5 device: `$description` and properties retained, `$state` last,
 * and `lost` by the broker when the box goes without a word. What it says is for people and screens; nothing is decided by it.
 */
export class StateBoard {
  readonly #bus: Pick<StoreBus, 'state'>;
  readonly #clock: Clock;
  readonly #name: string;
  #described: object | null = null;
  #version = 0;
  readonly #shown = new Map<string, string>();

  constructor(bus: Pick<StoreBus, 'state'>, clock: Clock, name: string) {
    this.#bus = bus;
    this.#clock = clock;
    this.#name = name;
  }

  /** Shows these nodes; only what changed since is said. @throws RangeError on more states than a box may keep. */
  show(nodes: Nodes): void {
    const described = describe(nodes);
    const changed = !isDeepStrictEqual(described, this.#described);
    if (changed) {
      // Homie 5, "Device Lifecycle": a description changes in the state `init` only. Its version grows with it.
      this.#bus.state(['$state'], 'init');
      this.#version = Math.max(this.#version + 1, Math.floor(this.#clock.now() / 1000));
      const document = { homie: '5.0', version: this.#version, name: this.#name, nodes: described };
      this.#bus.state(['$description'], JSON.stringify(document));
      this.#described = described;
    }
    for (const [node, { properties }] of Object.entries(nodes)) {
      for (const [property, { value }] of Object.entries(properties)) {
        const id = `${node}/${property}`;
        if (this.#shown.get(id) === value) continue;
        this.#shown.set(id, value);
        this.#bus.state([node, property], value === '' ? EMPTY : value);
      }
    }
    if (changed) this.#bus.state(['$state'], 'ready');
  }

  /** Says that the box goes in order; before the bus stops. */
  close(): void {
    this.#bus.state(['$state'], 'disconnected');
  }
}

function describe(nodes: Nodes): object {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, { name, type, properties }]) => [
      id,
      {
        name,
        type,
        properties: Object.fromEntries(
          Object.entries(properties).map(([each, { value: _value, ...rest }]) => [each, rest]),
        ),
      },
    ]),
  );
}
