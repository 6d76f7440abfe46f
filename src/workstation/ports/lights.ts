/** The lane light: `green` open, `amber` someone is needed, `red` closed. */
export type LaneLight = 'green' | 'amber' | 'red';

export interface LightsPort {
  /** Shows this light from now on, across reconnections. Never throws; a lamp that is away is reported like any device. */
  show(light: LaneLight): void;
}
