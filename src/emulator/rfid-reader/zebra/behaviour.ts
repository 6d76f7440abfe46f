import { z } from 'zod';

/** How the reader can be made to misbehave. */
export const zebraBehaviourSchema = z.strictObject({
  /** Answers nothing and reports nothing, and its connection holds. */
  silent: z.boolean(),
  /** Commands that are answered with a failure. */
  refuse: z.array(z.enum(['get_mode', 'set_mode', 'start', 'stop', 'get_status', 'set_gpo'])).max(6),
  /** Keeps another mode than it was given. */
  drift: z.boolean(),
  /** Answers every command twice, first with an id that nobody asked for. */
  stray: z.boolean(),
  /** Tag events in one message: one, several one after the other or as a list, or each cut into two messages. */
  batch: z.enum(['single', 'concatenated', 'list', 'split']),
});

export type ZebraBehaviour = Readonly<z.infer<typeof zebraBehaviourSchema>>;

/** As a reader is that nothing is wrong with. */
export const WELL_BEHAVED: ZebraBehaviour = { silent: false, refuse: [], drift: false, stray: false, batch: 'single' };
