import { statfsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AssetRef } from '../../domain/asset/asset.ts';
import { affordable } from '../../domain/asset/plan.ts';
import { type CatalogueStore, openShelf } from '../../storage/index.ts';
import { assetClient } from '../../sync/assets/client.ts';
import { createFetcher } from '../../sync/assets/fetcher.ts';
import { cloudLink } from '../../sync/feed/link.ts';
import { type AssetStatus, NO_PICTURES, type PicturesPort } from '../../workstation/ports/assets.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { Clock, Identifiers, Timers } from '../../workstation/ports/time.ts';
import type { Config } from './config/index.ts';
import { edgePictures, isPicture, namedPictures } from './pictures.ts';
import type { stateFiles } from './state-files.ts';

const MIB = 1024 * 1024;
/** What pictures may take of the disk. */
export const PICTURE_BUDGET = { bytes: 512 * MIB, files: 20_000 } as const;
/** Left free for the journal whatever else is wanted: many times what it asks for before it begins a sale. */
export const DISK_RESERVE_BYTES = 512 * MIB;
const PICTURES_AT_A_TIME = 2;

export interface EdgeAssetsParts {
  readonly config: Pick<Config, 'cloud' | 'workstation'>;
  readonly files: Pick<ReturnType<typeof stateFiles>, 'media'>;
  readonly catalogue: Pick<CatalogueStore, 'version' | 'fedValue' | 'fedAfter'>;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly identifiers: Identifiers;
  readonly log: Log;
}

export interface EdgeAssets {
  readonly pictures: PicturesPort;
  /** Looks what the feed in force names. */
  look(): void;
  status(): AssetStatus;
  /** Resolves when nothing of it is under way. */
  stop(): Promise<void>;
}

const NOTHING: AssetStatus = { wanted: 0, missing: 0, problem: null };

/** Brings down the files that the feed names, behind everything else that this box does; without a cloud there are none. */
export function edgeAssets(parts: EdgeAssetsParts): EdgeAssets {
  const { config, files, catalogue, signer, clock, timers, identifiers, log } = parts;
  const url = config.cloud?.url;
  if (url === undefined) return { pictures: NO_PICTURES, look: () => {}, status: () => NOTHING, stop: async () => {} };
  const shelf = openShelf({
    directory: files.media,
    budget: PICTURE_BUDGET,
    reserveBytes: DISK_RESERVE_BYTES,
    statfs: statfsSync,
    isFit: isPicture,
  });
  const links = Array.from({ length: PICTURES_AT_A_TIME }, () =>
    cloudLink({ url, workstation: config.workstation.id, signer, fetch, clock, timers, identifiers }),
  );
  const fetcher = createFetcher({ clients: links.map(assetClient), shelf, timers, random: Math.random, log });
  let looking: Promise<void> | null = null;
  let again = false;

  /** A page at a turn: a scan in between is not kept waiting. */
  const named = async (): Promise<void> => {
    const refs: AssetRef[] = [];
    for (const page of namedPictures(catalogue)) {
      refs.push(...page);
      if (refs.length > PICTURE_BUDGET.files) break;
      await nextTurn();
    }
    fetcher.want(affordable(refs, PICTURE_BUDGET));
  };
  const look = (): void => {
    again = looking !== null;
    if (again) return;
    looking = named()
      .catch((error: unknown) => {
        log.warn('assets.notNamed', { error: error instanceof Error ? error.message : String(error) });
      })
      .finally(() => {
        looking = null;
        if (again) look();
      });
  };
  look();
  return {
    pictures: edgePictures(catalogue, shelf),
    look,
    status: () => fetcher.status(),
    async stop() {
      again = false;
      for (const link of links) link.close();
      await looking;
      await fetcher.stop();
    },
  };
}
