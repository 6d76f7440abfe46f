import { z } from 'zod';
import { roleSchema } from '../../../protocol/role.ts';
import { boxId, role } from '../../../sync/wire/names.ts';

/** Longest line either side takes; a longer one ends the connection. */
export const MOST_LINE_BYTES = 64 * 1024;

const id = z.int().min(0);

/** What may be asked over the control socket: one JSON object a line, answered in the order asked. */
export const controlRequestSchema = z.discriminatedUnion('method', [
  z.strictObject({ id, method: z.literal('status') }),
  z.strictObject({ id, method: z.literal('launchUrl'), role: roleSchema }),
  z.strictObject({ id, method: z.literal('reloadCatalogue') }),
  z.strictObject({ id, method: z.literal('reloadPromotions') }),
  z.strictObject({ id, method: z.literal('pairingCode'), box: boxId, roles: z.array(role).min(1).max(3) }),
  z.strictObject({ id, method: z.literal('revokeBox'), box: boxId }),
  z.strictObject({ id, method: z.literal('shutdown') }),
]);

export type ControlRequest = z.infer<typeof controlRequestSchema>;

export const controlResponseSchema = z.union([
  z.object({ id, ok: z.literal(true), result: z.unknown() }),
  z.object({ id: id.nullable(), ok: z.literal(false), code: z.string(), message: z.string() }),
]);

export type ControlResponse = z.infer<typeof controlResponseSchema>;

/** How the edge is, for `checkstand status` and for whoever watches it. */
export const edgeStatusSchema = z.object({
  version: z.string(),
  workstation: z.string(),
  label: z.string(),
  pid: z.int(),
  startedAt: z.string(),
  uptimeSeconds: z.number(),
  url: z.string(),
  ready: z.boolean(),
  lane: z.object({ stage: z.string(), code: z.string().optional() }),
  journal: z.object({
    epoch: z.string(),
    epochCode: z.string(),
    seq: z.int(),
    hash: z.string(),
    openTransactions: z.int(),
  }),
  catalogue: z.object({ version: z.string(), items: z.int() }),
  promotions: z.object({ setHash: z.string(), count: z.int() }),
  /** The store's bus: `alone` where the box is on none; `behind` until the others have been asked for what it missed. */
  bus: z.enum(['alone', 'away', 'behind', 'current']),
  /** How far the journal has got to the cloud; see workstation/ports/sync-status.ts. */
  sync: z.object({
    state: z.enum(['off', 'idle', 'sending', 'waiting', 'refused', 'forked']),
    backlog: z.int(),
    oldestUnsentAt: z.string().nullable(),
    lastAckAt: z.number().nullable(),
    acknowledged: z.object({ epoch: z.string(), seq: z.int() }).nullable(),
    problem: z.string().nullable(),
  }),
  /** How this box stands to what the cloud publishes; see workstation/ports/feed.ts. */
  feed: z.object({
    state: z.enum(['off', 'current', 'taking', 'waiting', 'refused']),
    version: z.int(),
    heardAt: z.number().nullable(),
    problem: z.string().nullable(),
  }),
  /** Files that the cloud names, pictures of goods and firmware; of a box that fetches none it is left out. */
  assets: z.object({ wanted: z.int(), missing: z.int(), problem: z.string().nullable() }).optional(),
  devices: z.array(
    z.object({
      id: z.string(),
      category: z.string(),
      profile: z.string(),
      profileVersion: z.int().optional(),
      profileChecksum: z.string().optional(),
      carried: z.object({ wanted: z.string(), told: z.string().nullable() }).optional(),
      state: z.string(),
      since: z.number(),
      code: z.string().optional(),
    }),
  ),
  memoryMegabytes: z.number(),
});

export type EdgeStatus = z.infer<typeof edgeStatusSchema>;
