import type { Chunks } from '../../wire/chunks.ts';

/** How the reader can be made to misbehave. */
export interface ImpinjBehaviour {
  /** Answers nothing and reports nothing, and its connections hold. */
  readonly silent: boolean;
  readonly refusePreset: boolean;
  readonly refuseStart: boolean;
  readonly refuseOutputs: boolean;
  /** Finds, once it looks at it, that an image is none. */
  readonly failUpgrade: boolean;
  /** Stores a preset with another power than it was given. */
  readonly drift: boolean;
  /** How the bytes of the stream reach the other end. */
  readonly chunks: Chunks;
  /** Events in one MQTT message: one, several one after the other, or several as a list. */
  readonly batch: 'single' | 'concatenated' | 'list';
}

/** As a reader is that nothing is wrong with. */
export const WELL_BEHAVED: ImpinjBehaviour = {
  silent: false,
  refusePreset: false,
  refuseStart: false,
  refuseOutputs: false,
  failUpgrade: false,
  drift: false,
  chunks: 'whole',
  batch: 'single',
};
