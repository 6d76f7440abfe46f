import { join } from 'node:path';

/** The one lane of the store in a box. */
export const LANE = 'lane-1';

/** Its gate. */
export const GATE = 'gate-1';

/** The store of the box, as its cloud knows it. */
export const STORE = 'demo';

/** Where the store in a box keeps things: all under `.checkstand` in the working directory. */
export interface Layout {
  readonly root: string;
  readonly lane: string;
  readonly config: string;
  readonly gate: string;
  readonly gateConfig: string;
  readonly emulator: string;
  readonly cloud: string;
  readonly logs: string;
}

export function layoutIn(workingDirectory: string): Layout {
  const root = join(workingDirectory, '.checkstand');
  const lane = join(root, LANE);
  const gate = join(root, GATE);
  return {
    root,
    lane,
    config: join(lane, 'config.toml'),
    gate,
    gateConfig: join(gate, 'config.toml'),
    emulator: join(root, 'emulator'),
    cloud: join(root, 'cloud'),
    logs: join(root, 'logs'),
  };
}
