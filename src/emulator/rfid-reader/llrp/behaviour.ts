import { z } from 'zod';
import type { ReaderConfiguration } from './configuration.ts';

/** Settings that a reader can be told to take and not keep. */
const settingSchema = z.enum(['events', 'inputs', 'keepalive', 'outputs', 'power', 'session']);

/** How an emulated LLRP reader misbehaves. */
export const llrpBehaviourSchema = z.strictObject({
  /** Takes everything and says nothing. */
  silent: z.boolean(),
  /** Sends no keepalives, and works on. */
  keepalives: z.boolean(),
  /** `inUse`: another host has it; `none`: it takes the connection and says nothing. */
  greeting: z.enum(['accepted', 'inUse', 'failed', 'none']),
  refuses: z.enum(['nothing', 'rospec', 'configuration', 'start']),
  /** Says yes to these settings and keeps what it had. */
  ignores: z.array(settingSchema).max(6),
  epcForm: z.enum(['epc96', 'epcData']),
  omitsRepeats: z.boolean(),
  chunks: z.union([z.literal('whole'), z.literal('bytes'), z.number().int().min(1).max(65_536)]),
  /** Every tag answers once in so many milliseconds. */
  readEveryMs: z.number().int().min(1).max(60_000),
});

export type LlrpBehaviour = z.infer<typeof llrpBehaviourSchema>;

export const WELL_BEHAVED: LlrpBehaviour = {
  silent: false,
  keepalives: true,
  greeting: 'accepted',
  refuses: 'nothing',
  ignores: [],
  epcForm: 'epc96',
  omitsRepeats: false,
  chunks: 'whole',
  readEveryMs: 100,
};

/** A configuration as it is kept by a reader that ignores some of it. */
export function kept(
  before: ReaderConfiguration,
  set: ReaderConfiguration,
  ignores: LlrpBehaviour['ignores'],
): ReaderConfiguration {
  const keep = new Set(ignores);
  return {
    events: keep.has('events') ? before.events : set.events,
    inputs: keep.has('inputs') ? before.inputs : set.inputs,
    outputs: keep.has('outputs') ? before.outputs : set.outputs,
    keepaliveMs: keep.has('keepalive') ? before.keepaliveMs : set.keepaliveMs,
    radios: set.radios.map((radio, index) => ({
      ...radio,
      ...(keep.has('power') ? { power: before.radios[index]?.power ?? radio.power } : {}),
      ...(keep.has('session') ? { session: before.radios[index]?.session ?? radio.session } : {}),
    })),
    holdsReports: set.holdsReports,
  };
}
