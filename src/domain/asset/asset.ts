/** Files that are known by their content: an item's picture, a device's firmware. */
import { z } from 'zod';

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** Most bytes of a picture of an item. */
export const MOST_PICTURE_BYTES = 512 * 1024;
/** Most bytes of a firmware image. */
export const MOST_FIRMWARE_BYTES = 64 * 1024 * 1024;

/** A file by its content: whatever has this SHA-256 (lowercase hex) is it. */
export interface AssetRef {
  readonly sha256: string;
  readonly bytes: number;
}

export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** As a device's maker writes it: `8.1.0`, `A.02-17+b3`. */
export const firmwareVersionSchema = z.string().regex(/^[\w.+-]{1,64}$/);

/** What a device should run. */
export const firmwareRefSchema = z.strictObject({
  version: firmwareVersionSchema,
  sha256: sha256Schema,
  bytes: z.int().min(1).max(MOST_FIRMWARE_BYTES),
});
export type FirmwareRef = Readonly<z.infer<typeof firmwareRefSchema>>;
