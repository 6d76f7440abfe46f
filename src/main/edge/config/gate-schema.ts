import { z } from 'zod';
import { DEFAULT_GATE_SETTINGS } from '../../../domain/gate/gate-settings.ts';
import { DEFAULT_EXIT_SETTINGS } from '../../../workstation/gatekeeping/gate-setup.ts';

/** With the hub out of reach one receipt opens every gate of the store once: what that can cost is kept to minutes. */
const MOST_OFFLINE_SECONDS = 900;

const { filter, policy, bulk, ttlMs, graceMs, staleAfterMs, mostTags } = DEFAULT_GATE_SETTINGS;
const milliseconds = (most: number) => z.int().min(0).max(most);
const failPolicy = z.enum(['open', 'closed']);
const port = z.int().min(1).max(16);
const deviceId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'expected lowercase letters, digits and hyphens, at most 32');

const antennaSchema = z.strictObject({
  reader: deviceId.describe('Id of the reader'),
  antenna: z.int().min(1).max(64).describe('Its antenna port, from 1'),
  side: z.enum(['inside', 'outside']).describe('Side of the gate that the antenna looks at'),
});

const barriersSchema = z.strictObject({
  reader: deviceId.describe('Id of the reader whose inputs the light barriers are at'),
  inside: port.describe('Input of the barrier inside'),
  outside: port.describe('Input of the barrier outside'),
  brokenHigh: z.boolean().default(true).describe('True where an input is high while somebody stands in the beam'),
  crossingMs: milliseconds(10_000)
    .default(2_000)
    .describe('Longest time from one barrier to the other, in milliseconds'),
  windowMs: milliseconds(10_000)
    .default(1_500)
    .describe('Tags heard within so many milliseconds of a crossing go with whoever crossed'),
});

const signalsSchema = z.strictObject({
  reader: deviceId.optional().describe('Id of the reader at whose outputs lights and siren are'),
  relays: deviceId.optional().describe('Or id of the board of relays (category "lights", over MQTT) that they hang on'),
  green: port.optional().describe('Output of the green light'),
  red: port.optional().describe('Output of the red light'),
  amber: port
    .optional()
    .describe('Output of the amber light: a reader does not hear. Without it the green light goes out then'),
  siren: port.optional().describe('Output of the siren'),
  door: port.optional().describe('Output that opens door or turnstile for one person'),
  sirenMs: milliseconds(60_000).default(4_000).describe('How long the siren sounds, in milliseconds'),
  passMs: milliseconds(60_000).default(3_000).describe('How long the door is open and green is shown, in milliseconds'),
});

/** What a gate is set to. Levels are dBm, times milliseconds unless the key says seconds. */
export const gateSchema = z.strictObject({
  rssiFloor: z
    .number()
    .min(-100)
    .max(0)
    .default(filter.rssiFloor)
    .describe('Reads below this level in dBm do not count'),
  minReads: z.int().min(1).max(100).default(filter.minReads).describe('Times that a tag must have answered'),
  minDwellMs: milliseconds(10_000).default(filter.minDwellMs).describe('Least time from its first answer to its last'),
  passageGapMs: z
    .int()
    .min(500)
    .max(60_000)
    .default(filter.passageGapMs)
    .describe('Unheard for so long, a tag that is heard again passes anew'),
  staticAfterMs: z
    .int()
    .min(1_000)
    .max(600_000)
    .default(filter.staticAfterMs)
    .describe('Heard for so long without passing, a tag is furniture until it moves'),
  staticDeltaDb: z
    .number()
    .min(1)
    .max(40)
    .default(filter.staticDeltaDb)
    .describe('Furniture has moved when its level, or that of one side against the other, changed by so many decibels'),
  direction: z
    .enum(['none', 'antennas', 'barriers'])
    .default('none')
    .describe('How the way out is told: not at all, by antennas of either side, or by light barriers'),
  antennas: z.array(antennaSchema).max(64).default([]).describe('Which side each antenna looks at'),
  marginDb: z
    .number()
    .min(1)
    .max(30)
    .default(5)
    .describe('A tag is on the side that hears it louder by so many decibels (direction "antennas")'),
  steadyReads: z.int().min(1).max(50).default(4).describe('Answers in a row that it takes to believe a side'),
  undecidedAfterMs: z
    .int()
    .min(200)
    .max(10_000)
    .default(1_500)
    .describe('Gone for so long, a tag whose way could not be told is decided by `undecided`'),
  undecided: z
    .enum(['out', 'ignored'])
    .default('out')
    .describe('What becomes of a tag that went before its way could be told, last louder outside'),
  barriers: barriersSchema.optional().describe('Light barriers (direction "barriers")'),
  ledgerUnavailable: failPolicy
    .default(policy.ledgerUnavailable)
    .describe(
      'What is done about tags while the sold ledger cannot be read: "open" lets them pass and reports them, "closed" sounds',
    ),
  ledgerStale: failPolicy
    .default(policy.ledgerStale)
    .describe('The same about unsold tags while the ledger may be behind the lanes'),
  unreadable: z
    .enum(['ignore', 'report', 'alarm'])
    .default(policy.unreadable)
    .describe('What is done about tags that cannot be decoded'),
  staleAfterSeconds: z
    .int()
    .min(5)
    .max(86_400)
    .default(staleAfterMs / 1000)
    .describe('Seconds of silence on the store bus after which the ledger may be behind'),
  ttlMs: z.int().min(1_000).max(600_000).default(ttlMs).describe('A tag is ruled on once in so many milliseconds'),
  graceSeconds: z
    .int()
    .min(0)
    .max(3_600)
    .default(graceMs / 1000)
    .describe('Seconds that a tag stays silent after a void or return gave it back'),
  bulkAtLeast: z.int().min(2).max(1_000).default(bulk.atLeast).describe('So many unsold tags are a bulk exit'),
  bulkWithinMs: z.int().min(500).max(60_000).default(bulk.withinMs).describe('within so many milliseconds'),
  mostTags: z.int().min(100).max(100_000).default(mostTags).describe('Tags followed at once'),
  exitValidSeconds: z
    .int()
    .min(60)
    .max(86_400)
    .default(DEFAULT_EXIT_SETTINGS.validSeconds)
    .describe('Seconds that the code on a receipt opens the gate after the sale'),
  exitOfflineSeconds: z
    .int()
    .min(0)
    .max(MOST_OFFLINE_SECONDS, `expected integer, 0 to ${MOST_OFFLINE_SECONDS} (each gate opens once for it by itself)`)
    .default(DEFAULT_EXIT_SETTINGS.offlineSeconds)
    .describe('Seconds after the sale that it opens the gate once while the hub is out of reach; 0 never'),
  exitRefused: z
    .enum(['show', 'call'])
    .default(DEFAULT_EXIT_SETTINGS.whenRefused)
    .describe(
      'What is done about a code that does not open the gate: "show" says so there, "call" calls staff as well',
    ),
  signals: signalsSchema.optional().describe('Lights and siren, at the outputs of a reader or on a board of relays'),
});
