import { z } from 'zod';
import { canonicalBytes, type JsonValue } from '../../domain/journal/canonical.ts';
import { MAX_BOXES } from './limits.ts';
import { boxId, keyId, publicKey, role, signature, storeId } from './names.ts';

/** One box of the store: a key speaks for it until it is revoked, and for none other. */
export const boxSchema = z.strictObject({
  box: boxId,
  roles: z.array(role).min(1).max(3),
  key: keyId,
  x: publicKey,
  revoked: z.boolean(),
});
export type Box = z.infer<typeof boxSchema>;

/** The list of public keys. A higher version replaces a lower one, and never the other way round. */
export const directorySchema = z
  .strictObject({ store: storeId, version: z.int().min(1), hub: boxId, boxes: z.array(boxSchema).max(MAX_BOXES) })
  .refine(({ boxes }) => {
    const live = boxes.filter(({ revoked }) => !revoked);
    return new Set(live.map(({ box }) => box)).size === live.length;
  }, 'a box has one key at a time')
  .refine(({ boxes }) => new Set(boxes.map(({ key }) => key)).size === boxes.length, 'a key belongs to one box');
export type Directory = z.infer<typeof directorySchema>;

/** The list as the hub signed it; retained on the bus under the hub's name, and kept on the disk of every box. */
export const signedDirectorySchema = z.strictObject({
  directory: directorySchema,
  key: keyId,
  sig: signature.describe('Over the RFC 8785 form of { kind: "directory.1", directory }'),
});
export type SignedDirectory = z.infer<typeof signedDirectorySchema>;

/** Bytes that the hub signs for its list. */
export function directoryBytes(directory: Directory): Uint8Array {
  return canonicalBytes({ kind: 'directory.1', directory: directory as unknown as JsonValue });
}
