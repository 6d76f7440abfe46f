import { type JournalStore, journalUploadSource, openAcknowledgements } from '../../storage/index.ts';
import { journalClient } from '../../sync/upload/client.ts';
import { createUploader } from '../../sync/upload/uploader.ts';
import type { ForkPoint } from '../../workstation/ports/journal-upload.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import { NO_CLOUD, type SyncStatusPort } from '../../workstation/ports/sync-status.ts';
import type { Clock, Identifiers, Timers } from '../../workstation/ports/time.ts';
import type { Config } from './config/index.ts';

/** Whose journal it is: a lane, or a gate. */
export interface JournalKeeper {
  /** Whether a new epoch may begin: nothing is under way that reads the journal on. */
  isQuiet(): boolean;
  /** Calls when there is something to send, where that is known; it is looked for in any case. */
  onNews(news: () => void): () => void;
}

export interface EdgeUploadParts {
  readonly config: Pick<Config, 'cloud' | 'workstation'>;
  readonly files: { readonly journal: string; readonly upload: string };
  readonly journal: Pick<JournalStore, 'fork'>;
  readonly keeper: JournalKeeper;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly identifiers: Identifiers;
  readonly log: Log;
}

export interface EdgeUpload extends SyncStatusPort {
  /** Resolves when nothing of it is under way. */
  stop(): Promise<void>;
}

/**
 * Takes the journal to the cloud that the configuration names, from now on; where it names none, there is nothing to do.
 * @throws Fault STORAGE_*: without a place for acknowledgements nothing is sent.
 */
export function edgeUpload(parts: EdgeUploadParts): EdgeUpload {
  const { config, files, journal, keeper, signer, clock, timers, identifiers, log } = parts;
  const url = config.cloud?.url;
  if (url === undefined) return { ...NO_CLOUD, stop: async () => {} };
  const acknowledgements = openAcknowledgements(files.upload);
  const workstation = config.workstation.id;
  /** The journal is another file afterwards, and what is open in it is read anew. */
  const beginEpoch = (fork: ForkPoint) => {
    if (!keeper.isQuiet()) return 'later';
    journal.fork(fork);
    return 'begun';
  };
  const uploader = createUploader({
    client: journalClient({ url, workstation, signer, fetch, clock, timers, identifiers }),
    source: journalUploadSource(files.journal),
    acknowledgements,
    beginEpoch,
    clock,
    timers,
    random: Math.random,
    log,
  });
  const unsubscribe = keeper.onNews(() => uploader.soon());
  uploader.start();
  return {
    status: () => uploader.status(),
    subscribe: (changed) => uploader.subscribe(changed),
    async stop() {
      unsubscribe();
      await uploader.stop();
      acknowledgements.close();
    },
  };
}
