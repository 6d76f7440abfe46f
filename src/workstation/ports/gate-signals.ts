/**
 * The light that stays: `ready` green, `alarm` red until staff settle it, `held` red because staff keep the exit closed, `trouble` amber,
 * or none where there is no amber: a reader does not hear.
 */
export type GateLight = 'ready' | 'alarm' | 'held' | 'trouble';

/** Lights, siren and door at the gate. Nothing here throws or waits; what is away is shown when it is back. */
export interface GateSignalsPort {
  /** Shows this light from now on. */
  show(light: GateLight): void;
  /** Sounds the siren for its own length; while it sounds, for that length from now. */
  sound(): void;
  /** Silences the siren. */
  hush(): void;
  /** Lets one person pass: door or green light, for its own length. */
  letPass(): void;
  /** Shows red to one whose code does not open the gate, for its own length; not to one who may pass. */
  refuse(): void;
}
