import { createReadStream, statfsSync } from 'node:fs';
import { openShelf } from '../../storage/index.ts';
import { assetClient } from '../../sync/assets/client.ts';
import { createFetcher } from '../../sync/assets/fetcher.ts';
import { cloudLink } from '../../sync/feed/link.ts';
import type { AssetShelf, AssetStatus } from '../../workstation/ports/assets.ts';
import type { FirmwarePort } from '../../workstation/ports/firmware.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { Clock, Identifiers, Timers } from '../../workstation/ports/time.ts';
import { DISK_RESERVE_BYTES } from './assets.ts';
import type { Config } from './config/index.ts';
import type { AwaitedFirmware, DesiredConfig } from './desired.ts';
import type { stateFiles } from './state-files.ts';

const MIB = 1024 * 1024;
/** What images may take of the disk: the newest of a few devices, and those before them. */
export const FIRMWARE_BUDGET = { bytes: 512 * MIB, files: 16 } as const;
/** How often an image that is here is offered again to a device that was away. */
const LOOK_MS = 60_000;

export interface InstallerParts {
  readonly desired: Pick<DesiredConfig, 'awaited' | 'begun' | 'settled'>;
  /** Null for a device that takes none. */
  readonly deviceOf: (id: string) => FirmwarePort | null;
  readonly shelf: Pick<AssetShelf, 'path'>;
  /** Whether a device may be away for a while: nobody is at the lane, or nobody goes through the gate. */
  readonly isQuiet: () => boolean;
  readonly timers: Timers;
  readonly log: Log;
}

/** Gives devices the images that they are set to, one after the other. */
export interface Installer {
  /** Does it now if it is quiet and there is something to do. Resolves when nothing is under way; never rejects. */
  soon(): Promise<void>;
  /** What is under way is given up: that it was begun is on the disk. */
  stop(): void;
}

/**
 * An image goes to its device once it is here and checked, when it is quiet; what came of it is told as of any other setting. Whatever happens
 * to a device meanwhile, the lane sells on without it.
 */
export function firmwareInstaller({ desired, deviceOf, shelf, isQuiet, timers, log }: InstallerParts): Installer {
  let running: Promise<void> | null = null;
  const given = new AbortController();
  let cancel: () => void = () => {};

  const give = async (awaited: AwaitedFirmware, path: string): Promise<void> => {
    const { device, image } = awaited;
    const port = deviceOf(device);
    const about = { device, version: image.version, sha256: image.sha256 };
    if (port === null) return desired.settled(awaited, 'takesNone');
    desired.begun(awaited);
    log.info('firmware.installing', about);
    const outcome = await port.installFirmware({ ...image, read: () => createReadStream(path) }, given.signal);
    log.info('firmware.outcome', { ...about, outcome: outcome.kind });
    if (outcome.kind === 'later' || given.signal.aborted) return;
    desired.settled(awaited, outcome.kind === 'installed' ? 'installed' : outcome.reason);
  };
  const round = async (): Promise<void> => {
    for (const awaited of desired.awaited()) {
      const path = shelf.path(awaited.image.sha256);
      // While another was being given, the office may have changed its mind.
      const isStill = desired
        .awaited()
        .some(({ field, image }) => field === awaited.field && image.sha256 === awaited.image.sha256);
      if (path !== null && isStill && isQuiet() && !given.signal.aborted) await give(awaited, path);
    }
  };
  const soon = (): Promise<void> => {
    if (given.signal.aborted || running !== null) return running ?? Promise.resolve();
    cancel();
    running = round()
      .catch((error: unknown) => {
        // The disk: the device is offered it again.
        log.warn('firmware.failed', { error: error instanceof Error ? error.message : String(error) });
      })
      .finally(() => {
        running = null;
        if (!given.signal.aborted && desired.awaited().length > 0) cancel = timers.after(LOOK_MS, () => void soon());
      });
    return running;
  };
  return {
    soon,
    stop() {
      given.abort();
      cancel();
    },
  };
}

export interface EdgeFirmwareParts extends Omit<InstallerParts, 'shelf'> {
  readonly config: Pick<Config, 'cloud' | 'workstation'>;
  readonly files: Pick<ReturnType<typeof stateFiles>, 'firmware'>;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly identifiers: Identifiers;
}

export interface EdgeFirmware {
  /** Looks what devices are set to. */
  look(): void;
  /** It may be quiet now. */
  pause(): void;
  status(): AssetStatus;
  /** Resolves when nothing of it is under way. */
  stop(): Promise<void>;
}

/** Whatever the feed names as files, taken together. */
export function filesOf(
  ...parts: readonly Pick<EdgeFirmware, 'look' | 'status'>[]
): Pick<EdgeFirmware, 'look' | 'status'> {
  return {
    look() {
      for (const part of parts) part.look();
    },
    status() {
      const each = parts.map((part) => part.status());
      const sum = (count: (status: AssetStatus) => number): number =>
        each.reduce((all, status) => all + count(status), 0);
      const problem = each.find((status) => status.problem !== null)?.problem ?? null;
      return { wanted: sum(({ wanted }) => wanted), missing: sum(({ missing }) => missing), problem };
    },
  };
}

const NOTHING: AssetStatus = { wanted: 0, missing: 0, problem: null };

/** Brings down the firmware that the devices of this box are set to, and gives it to them; without a cloud there is none. */
export function edgeFirmware(parts: EdgeFirmwareParts): EdgeFirmware {
  const { config, files, desired, signer, clock, timers, identifiers, log } = parts;
  const url = config.cloud?.url;
  if (url === undefined) return { look: () => {}, pause: () => {}, status: () => NOTHING, stop: async () => {} };
  const reserve = { reserveBytes: DISK_RESERVE_BYTES, statfs: statfsSync };
  const shelf = openShelf({ directory: files.firmware, budget: FIRMWARE_BUDGET, ...reserve });
  const installer = firmwareInstaller({ ...parts, shelf });
  const link = cloudLink({ url, workstation: config.workstation.id, signer, fetch, clock, timers, identifiers });
  const fetcher = createFetcher({
    clients: [assetClient(link)],
    shelf,
    arrived: () => void installer.soon(),
    spoilt({ sha256 }) {
      for (const awaited of desired.awaited()) if (awaited.image.sha256 === sha256) desired.settled(awaited, 'spoilt');
    },
    timers,
    random: Math.random,
    log,
  });
  const look = (): void => {
    const images = new Map(desired.awaited().map(({ image }) => [image.sha256, image]));
    fetcher.want([...images.values()]);
    void installer.soon();
  };
  look();
  return {
    look,
    pause: () => void installer.soon(),
    status: () => fetcher.status(),
    async stop() {
      link.close();
      await fetcher.stop();
      installer.stop();
    },
  };
}
