import { type CatalogueStore, feedDownloads, feedStore } from '../../storage/index.ts';
import { feedClient } from '../../sync/feed/client.ts';
import { createFollower } from '../../sync/feed/follower.ts';
import { cloudLink } from '../../sync/feed/link.ts';
import { type FeedStatus, NO_FEED } from '../../workstation/ports/feed.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { Clock, Identifiers, Timers } from '../../workstation/ports/time.ts';
import type { EdgeAssets } from './assets.ts';
import type { Upkeep } from './between-sales.ts';
import type { Config } from './config/index.ts';
import type { DesiredConfig } from './desired.ts';
import type { EdgePromotions } from './promotions.ts';
import type { stateFiles } from './state-files.ts';

export interface EdgeFeedParts {
  readonly config: Pick<Config, 'cloud' | 'workstation'>;
  readonly files: Pick<ReturnType<typeof stateFiles>, 'catalogue' | 'promotions' | 'operators' | 'feed'>;
  readonly catalogue: Pick<CatalogueStore, 'version'>;
  readonly promotions: Pick<EdgePromotions, 'needed'>;
  readonly upkeep: Pick<Upkeep, 'soon'>;
  readonly desired: Pick<DesiredConfig, 'look'>;
  readonly assets: Pick<EdgeAssets, 'look'>;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly identifiers: Identifiers;
  readonly log: Log;
}

export interface EdgeFeed {
  status(): FeedStatus;
  /** Resolves when nothing of it is under way. */
  stop(): Promise<void>;
}

/** Milliseconds between two looks whether the lane has taken what was published, so that the files before it can go. */
const LOOK_MS = 5_000;

/**
 * Brings down what the cloud publishes, from now on; where no cloud is configured, there is nothing to do. The lane goes on with what it has
 * until a shopper has left.
 */
export function edgeFeed(parts: EdgeFeedParts): EdgeFeed {
  const { config, files, catalogue, promotions, upkeep, desired, assets, signer, clock, timers, identifiers, log } =
    parts;
  const url = config.cloud?.url;
  if (url === undefined) return { status: () => NO_FEED, stop: async () => {} };
  const { catalogue: goods, promotions: sets, operators } = files;
  const store = feedStore({ catalogue: goods, promotions: sets, operators });
  const link = cloudLink({ url, workstation: config.workstation.id, signer, fetch, clock, timers, identifiers });
  let cancel: () => void = () => {};

  const look = (): void => {
    try {
      desired.look();
    } catch (error) {
      // The disk: the lane's own business tells of it. What was good stays.
      log.warn('feed.notConfigured', { error: error instanceof Error ? error.message : String(error) });
    }
  };
  look();

  /** The file before is removed once the lane has let it go. */
  const tidyWhenTaken = (version: number): void => {
    cancel();
    cancel = timers.after(LOOK_MS, () => {
      if (catalogue.version() !== `feed-${version}`) return tidyWhenTaken(version);
      look();
      assets.look();
      store.tidy(promotions.needed()).catch((error: unknown) => {
        log.warn('feed.notTidied', { error: error instanceof Error ? error.message : String(error) });
      });
    });
  };
  const follower = createFollower({
    client: feedClient(link),
    store,
    downloads: feedDownloads(files.feed),
    published(version) {
      upkeep.soon();
      tidyWhenTaken(version);
    },
    clock,
    timers,
    random: Math.random,
    log,
  });
  follower.start();
  return {
    status: () => follower.status(),
    async stop() {
      cancel();
      link.close();
      await follower.stop();
      await store.close();
    },
  };
}
