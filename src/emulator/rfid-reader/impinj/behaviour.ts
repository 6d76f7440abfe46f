import { z } from 'zod';

/** How the reader can be made to misbehave. */
export const impinjBehaviourSchema = z.strictObject({
  /** Answers nothing and reports nothing, and its connections hold. */
  silent: z.boolean(),
  refusePreset: z.boolean(),
  refuseStart: z.boolean(),
  refuseOutputs: z.boolean(),
  /** Finds, once it looks at it, that an image is none. */
  failUpgrade: z.boolean(),
  /** Stores a preset with another power than it was given. */
  drift: z.boolean(),
  /** How the bytes of the stream reach the other end. */
  chunks: z.union([z.literal('whole'), z.literal('bytes'), z.number().int().min(1).max(65_536)]),
  /** Events in one MQTT message: one, several one after the other, or several as a list. */
  batch: z.enum(['single', 'concatenated', 'list']),
});

export type ImpinjBehaviour = Readonly<z.infer<typeof impinjBehaviourSchema>>;

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
