import { z } from 'zod';
import { heartbeatSchema, profileBase } from '../../profile-base.ts';
import { credentialOptions } from '../../transport/credentials.ts';
import { listenOptions } from '../listen.ts';
import { portList } from '../llrp/profile.ts';

const MOST_MODE = 16_384;

/** What comes behind the topic of the address; the reader has the whole topics in its own configuration. */
const suffix = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}(?:\/[A-Za-z0-9_-]{1,64}){0,4}$/, 'expected a topic such as "mgmt/cmd"');
const commands = (name: string) =>
  z.strictObject({ command: suffix.default(`${name}cmds`), response: suffix.default(`${name}rsp`) }).prefault({});

/** Whether every read comes with its antenna: inventory and conveyor modes always say it, others when they are asked to. */
function saysAntenna({ type, tagMetaData }: { readonly type: string; readonly tagMetaData?: unknown }): boolean {
  return type === 'INVENTORY' || type === 'CONVEYOR' || (Array.isArray(tagMetaData) && tagMetaData.includes('ANTENNA'));
}

/** What has to be known of a reader with the Zebra IoT Connector, and the operating mode that it is to carry. */
export const zebraProfileSchema = z.strictObject({
  ...profileBase('rfidReader'),
  protocol: z.literal('zebra-iotc'),
  heartbeat: heartbeatSchema.prefault({}).describe('How often the reader is asked for its status.'),
  commandMs: z.int().min(100).max(60_000).default(3000).describe('How long the reply to a command may take.'),
  checkMs: z
    .int()
    .min(1000)
    .max(3_600_000)
    .default(30_000)
    .describe('How often what the reader carries is compared with this profile.'),
  postsMs: z
    .int()
    .min(2000)
    .max(3_600_000)
    .default(150_000)
    .describe('Over HTTP: how long nothing may have been posted to us; heartbeats of the reader come more often.'),
  topics: z
    .strictObject({
      data: suffix.default('tevents'),
      events: suffix.default('mevents'),
      control: commands('c'),
      management: commands('m'),
    })
    .refine(({ data, events, control, management }) => {
      const all = [data, events, control.command, control.response, management.command, management.response];
      return new Set(all).size === all.length;
    }, 'each topic needs a name of its own')
    .prefault({})
    .describe(
      "Topics of the reader's interfaces, behind the topic of the address; over HTTP the paths of data and events.",
    ),
  mode: z
    .looseObject({
      type: z.enum(['SIMPLE', 'INVENTORY', 'PORTAL', 'CONVEYOR', 'CUSTOM']),
      antennas: z.array(z.int().min(1).max(64)).min(1).max(64).optional(),
    })
    .refine((mode) => JSON.stringify(mode).length <= MOST_MODE, 'expected at most 16 kB')
    .refine(saysAntenna, 'this type needs "ANTENNA" in tagMetaData')
    .describe('The operating mode, as the reader takes it (payload of set_mode).'),
  outputs: z.int().min(0).max(64).default(0).describe('General-purpose outputs that the reader has.'),
});

export type ZebraProfile = z.infer<typeof zebraProfileSchema>;

/** What a store says of its own reader. */
export const zebraOptionsSchema = z.strictObject({
  ...credentialOptions,
  ...listenOptions,
  antennas: portList.optional(),
  powerDbm: z.number().min(0).max(36).optional(),
});

export type ZebraOptions = z.infer<typeof zebraOptionsSchema>;

/** The interfaces of the reader that take commands. */
export type ZebraInterface = 'control' | 'management';

/** Whole topics. */
export interface ZebraTopics {
  readonly data: string;
  readonly events: string;
  readonly control: { readonly command: string; readonly response: string };
  readonly management: { readonly command: string; readonly response: string };
}

export function zebraTopics({ topics }: ZebraProfile, base: string): ZebraTopics {
  const at = ({ command, response }: { readonly command: string; readonly response: string }) => ({
    command: `${base}/${command}`,
    response: `${base}/${response}`,
  });
  return {
    data: `${base}/${topics.data}`,
    events: `${base}/${topics.events}`,
    control: at(topics.control),
    management: at(topics.management),
  };
}

/** The profile's mode with what the store says of this reader. */
export function zebraMode(
  { mode }: ZebraProfile,
  { antennas, powerDbm }: { readonly antennas?: number[] | undefined; readonly powerDbm?: number | undefined },
): ZebraProfile['mode'] {
  return {
    ...mode,
    ...(antennas === undefined ? {} : { antennas }),
    ...(powerDbm === undefined ? {} : { transmitPower: powerDbm }),
  };
}
