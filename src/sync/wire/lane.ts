import { z } from 'zod';
import { instant } from './names.ts';

/** Event `laneState`: what the console's queue shows of a lane. The whole state each time; the newest by `since` counts. */
export const laneStateSchema = z.strictObject({
  state: z.enum(['closed', 'idle', 'selling', 'paying', 'needsHelp', 'blocked']),
  since: instant,
  /** Codes of what staff are asked for: an id in src/messages, never words. */
  calls: z
    .array(z.strictObject({ call: z.string().min(1).max(64), kind: z.string().regex(/^[A-Za-z][A-Za-z0-9_.]{0,63}$/) }))
    .max(16),
});
export type LaneState = z.infer<typeof laneStateSchema>;
