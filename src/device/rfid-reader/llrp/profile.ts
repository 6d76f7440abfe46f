import { z } from 'zod';
import { heartbeatSchema, profileBase } from '../../profile-base.ts';

const port = z.int().min(1).max(255);
const powerDbm = z.number().min(0).max(36);
const session = z.int().min(0).max(3);

/** What has to be known of a reader that speaks LLRP, and the configuration that it is to carry. */
export const llrpProfileSchema = z.strictObject({
  ...profileBase('rfidReader'),
  protocol: z.literal('llrp'),
  newestVersion: z
    .enum(['1.0.1', '1.1'])
    .default('1.0.1')
    .describe(
      'The newest version of LLRP to speak; with 1.1 the reader is asked, and spoken to in 1.0.1 where it knows no better.',
    ),
  heartbeat: heartbeatSchema
    .prefault({})
    .refine(({ everyMs, limitMs }) => limitMs > everyMs, 'limitMs has to be longer than everyMs')
    .describe('The reader sends a keepalive every everyMs by itself; none for limitMs: it has gone.'),
  checkMs: z
    .int()
    .min(1000)
    .max(3_600_000)
    .default(30_000)
    .describe('How often what the reader carries is compared with this profile.'),
  antennas: z
    .array(port)
    .max(32)
    .default([])
    .describe(
      'Antenna ports that read; empty for all there are. A port that is named and has no antenna is complained of.',
    ),
  powerDbm: powerDbm
    .nullable()
    .default(null)
    .describe('Transmit power: the nearest the reader has that is not above. Null leaves what it is set to.'),
  mode: z
    .int()
    .min(0)
    .max(0xffff)
    .nullable()
    .default(null)
    .describe("Identifier of an air mode in the reader's table (C1G2RFControl). Null leaves its own."),
  session: session
    .default(1)
    .describe('Gen2 session: 0 and 1 let a tag that stays answer again and again, 2 and 3 keep it quiet.'),
  population: z.int().min(1).max(10_000).default(32).describe('About how many tags lie there at once.'),
  report: z
    .union([
      z.strictObject({ everyReads: z.int().min(1).max(1000) }),
      z.strictObject({ everyMs: z.int().min(20).max(60_000) }),
    ])
    .default({ everyReads: 1 })
    .describe('When the reader reports. By time is known from 1.1 on: an older reader reports each read.'),
  inputs: z.array(port).max(32).default([]).describe('General-purpose inputs whose changes are wanted.'),
});

export type LlrpProfile = z.infer<typeof llrpProfileSchema>;

/** Ports as a store writes them: "1,2". */
export const portList = z
  .string()
  .regex(/^\d{1,3}(,\d{1,3})*$/, 'expected ports such as "1,2"')
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(port).max(32));

/** What a store says of its own reader, beside the model's profile. */
export const llrpOptionsSchema = z.strictObject({
  antennas: portList.optional(),
  inputs: portList.optional(),
  powerDbm: powerDbm.optional(),
  session: session.optional(),
});

export type LlrpOptions = z.infer<typeof llrpOptionsSchema>;
