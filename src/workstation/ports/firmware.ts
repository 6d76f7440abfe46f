import type { FirmwareRef } from '../../domain/asset/asset.ts';

/** An image that is here, whole and checked. */
export interface FirmwareImage extends FirmwareRef {
  /** Its bytes from the first on, each time anew. */
  read(): AsyncIterable<Uint8Array>;
}

/**
 * `installed`: the device has it, and runs it from its next start on at the latest. `refused`: it will not take this one. `later`: it is not
 * there now, or at work; nothing has changed.
 */
export type FirmwareOutcome =
  | { readonly kind: 'installed' }
  | { readonly kind: 'refused'; readonly reason: 'rejected' }
  | { readonly kind: 'later' };

/** A device that takes firmware from the box that it hangs on. */
export interface FirmwarePort {
  /**
   * Installs an image, one at a time; the device may be away for minutes meanwhile. Never rejects for a device's fault.
   * @param signal given up here, whatever the device makes of what it has by then: `later` at once.
   */
  installFirmware(image: FirmwareImage, signal: AbortSignal): Promise<FirmwareOutcome>;
}
