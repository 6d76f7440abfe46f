import { z } from 'zod';
import { heartbeatSchema, profileBase } from '../../profile-base.ts';
import { credentialOptions } from '../../transport/credentials.ts';
import { listenOptions } from '../listen.ts';
import { portList } from '../llrp/profile.ts';

const port = z.int().min(1).max(64);
const MOST_PRESET = 16_384;

/** What has to be known of a reader with the Impinj IoT device interface, and the preset that it is to carry. */
export const impinjProfileSchema = z.strictObject({
  ...profileBase('rfidReader'),
  protocol: z.literal('impinj-iot'),
  heartbeat: heartbeatSchema.prefault({}).describe('How often the reader is asked for its status.'),
  checkMs: z
    .int()
    .min(1000)
    .max(3_600_000)
    .default(30_000)
    .describe('How often what the reader carries is compared with this profile.'),
  presetId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .default('checkstand')
    .describe('Name of the inventory preset on the reader; one of that name is overwritten.'),
  preset: z
    .looseObject({
      eventConfig: z.looseObject({}),
      antennaConfigs: z
        .array(z.looseObject({ antennaPort: port }))
        .min(1)
        .max(64),
    })
    .refine((preset) => JSON.stringify(preset).length <= MOST_PRESET, 'expected at most 16 kB')
    .describe('The inventory preset, as the reader takes it (PUT /profiles/inventory/presets/{id}).'),
  inputs: z
    .array(z.strictObject({ port, debounceMs: z.int().min(0).max(60_000).default(20) }))
    .max(16)
    .default([])
    .describe('General-purpose inputs whose changes are wanted; none leaves them as they are set.'),
  outputs: z.int().min(0).max(64).default(0).describe('General-purpose outputs that the reader has.'),
});

export type ImpinjProfile = z.infer<typeof impinjProfileSchema>;

/** What a store says of its own reader. Over MQTT the reader's own address is needed beside the broker's: it is configured there. With `listen` it posts its events to us, and its stream is left to others. */
export const impinjOptionsSchema = z.strictObject({
  ...credentialOptions,
  ...listenOptions,
  restUrl: z.string().max(400).optional(),
  restUsername: credentialOptions.username,
  restPassword: credentialOptions.password,
  restPasswordFile: credentialOptions.passwordFile,
  restCaFile: credentialOptions.caFile,
  antennas: portList.optional(),
  powerDbm: z.number().min(0).max(36).optional(),
});

export type ImpinjOptions = z.infer<typeof impinjOptionsSchema>;

/** What one reader is to carry. */
export interface ImpinjSettings {
  readonly presetId: string;
  readonly preset: ImpinjProfile['preset'];
  readonly inputs: ImpinjProfile['inputs'];
  readonly antennas: readonly number[];
}

/** The profile with what the store says of this reader: an antenna that the profile does not name is set like its first one. */
export function impinjSettings(
  profile: ImpinjProfile,
  options: Pick<ImpinjOptions, 'antennas' | 'powerDbm'>,
): ImpinjSettings {
  const { presetId, preset, inputs } = profile;
  const named = new Map(preset.antennaConfigs.map((each) => [each.antennaPort, each]));
  const antennas = options.antennas ?? [...named.keys()];
  const power = options.powerDbm === undefined ? {} : { transmitPowerCdbm: Math.round(options.powerDbm * 100) };
  const antennaConfigs = antennas.map((antennaPort) => ({
    ...(named.get(antennaPort) ?? preset.antennaConfigs[0]),
    antennaPort,
    ...power,
  }));
  return { presetId, preset: { ...preset, antennaConfigs }, inputs, antennas };
}
