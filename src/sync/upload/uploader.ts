import type {
  AcknowledgedUpTo,
  Acknowledgements,
  BeginEpoch,
  UploadEntry,
  UploadEpoch,
  UploadSource,
} from '../../workstation/ports/journal-upload.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { SyncState, SyncStatus, SyncStatusPort } from '../../workstation/ports/sync-status.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import { MAX_BATCH_BYTES, MAX_BATCH_ENTRIES } from '../wire/journal-upload.ts';
import { waitAfter } from './back-off.ts';
import type { BatchReply, JournalClient, Refused, Unreachable } from './client.ts';
import { type Reconciled, reconcile } from './reconcile.ts';

export interface UploaderParts {
  readonly client: JournalClient;
  readonly source: UploadSource;
  readonly acknowledgements: Acknowledgements;
  readonly beginEpoch: BeginEpoch;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

export interface Uploader extends SyncStatusPort {
  start(): void;
  /** Something was appended: looks at once, unless it waits for the cloud. */
  soon(): void;
  /** Sends nothing more. Resolves when nothing is under way. Never rejects. */
  stop(): Promise<void>;
}

/** Milliseconds between two looks for something new. */
const LOOK_MS = 2_000;
/** Milliseconds until a shopper may have left the lane. */
const LATER_MS = 5_000;
/** Milliseconds between two new epochs: whatever is wrong with a cloud, it does not fill the disk with journals. */
const BETWEEN_EPOCHS_MS = 600_000;
/** Batches in a row that move nothing, halved ones among them, before a pause. */
const MOST_STRIKES = 16;
/** A gateway may take less than the cloud: batches are halved down to single entries, and grow again. */
const LEAST_SHARE = 1 / MAX_BATCH_ENTRIES;
/** Batches that went through before twice as much is tried. */
const BEFORE_GROWING = 20;

/** What one step came to: go on at once, look again after a while, or wait after a failure. */
type Step = { readonly kind: 'on' } | { readonly kind: 'rest' } | { readonly kind: 'later' } | Refused | Unreachable;

/**
 * Takes the journal to the cloud: one batch at a time, from what the cloud says it holds, epoch after epoch, for as long as it runs. It
 * needs no nudge to go on: after an outage of any length it drains by itself. Whatever is lost on the way (requests, answers, this
 * process) is sent again and changes nothing.
 */
export function createUploader(parts: UploaderParts): Uploader {
  const { client, source, acknowledgements, beginEpoch, clock, timers, random, log } = parts;
  /** Epochs of which it is known what the cloud holds: sent up to here in this run. */
  const sent = new Map<string, AcknowledgedUpTo>();
  const settled = new Set<string>();
  let status: Omit<SyncStatus, 'backlog'> = {
    state: 'idle',
    oldestUnsentAt: null,
    lastAckAt: null,
    acknowledged: null,
    problem: null,
  };
  let backlog = 0;
  /** The entry that `oldestUnsentAt` is of. */
  let oldest = '';
  const watching = new Set<() => void>();
  let told = '';
  let share = 1;
  /** Batches taken since the share was halved. */
  let calm = 0;
  let failures = 0;
  let strikes = 0;
  let epochBegunAt: number | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = true;
  let cancel: () => void = () => {};

  /** Whoever watches hears of it once for every status that differs from the last. */
  const tell = (): void => {
    const now = JSON.stringify([status, backlog]);
    if (now === told) return;
    told = now;
    for (const changed of watching) changed();
  };
  const become = (state: SyncState, problem: string | null): void => {
    if (state !== status.state || problem !== status.problem) log.debug('upload.state', { state, problem });
    status = { ...status, state, problem };
  };
  const reached = (epoch: string, upTo: AcknowledgedUpTo): void => {
    acknowledgements.record(epoch, upTo);
    sent.set(epoch, upTo);
    if (upTo.seq > 0) status = { ...status, lastAckAt: clock.now(), acknowledged: { epoch, seq: upTo.seq } };
  };
  /** What waits to be sent, and since when. Known without the cloud: what it acknowledged is on the disk. */
  const measure = (epochs: readonly UploadEpoch[]): void => {
    const waiting = epochs.flatMap(({ epoch, lastSeq }) => {
      const seq = sent.get(epoch)?.seq ?? acknowledgements.of(epoch)?.seq ?? 0;
      return settled.has(epoch) || lastSeq <= seq ? [] : [{ epoch, seq, count: lastSeq - seq }];
    });
    backlog = waiting.reduce((sum, { count }) => sum + count, 0);
    const [first] = waiting;
    const key = first === undefined ? '' : `${first.epoch} ${first.seq}`;
    if (key === oldest) return;
    oldest = key;
    const [entry] = first === undefined ? [] : source.after(first.epoch, first.seq, 1, MAX_BATCH_BYTES);
    status = { ...status, oldestUnsentAt: entry === undefined ? null : recordedAt(entry) };
  };

  const forkedAt = (epoch: string, seq: number): Step => {
    become('forked', 'JOURNAL_FORKED');
    const recent = epochBegunAt !== null && clock.monotonic() - epochBegunAt < BETWEEN_EPOCHS_MS;
    if (recent || beginEpoch({ epoch, seq }) === 'later') return { kind: 'later' };
    epochBegunAt = clock.monotonic();
    log.error('upload.forked', { epoch, seq });
    // The file is another one now: of each epoch it is asked again what the cloud holds.
    sent.clear();
    settled.clear();
    return { kind: 'on' };
  };
  const agree = async (epoch: UploadEpoch, isCurrent: boolean): Promise<Step> => {
    const reply = await client.head(epoch.epoch);
    if (reply.kind !== 'acknowledged') return reply;
    const found: Reconciled = await reconcile(epoch, isCurrent, reply.head, source, client);
    switch (found.kind) {
      case 'agreed':
        if (found.seq < (acknowledgements.of(epoch.epoch)?.seq ?? 0)) log.error('upload.cloudLost', { seq: found.seq });
        reached(epoch.epoch, { seq: found.seq, hash: found.hash });
        return { kind: 'on' };
      case 'settled':
        settled.add(epoch.epoch);
        return { kind: 'on' };
      case 'forked':
        return stopped ? { kind: 'rest' } : forkedAt(epoch.epoch, found.seq);
      default:
        return found;
    }
  };
  /** An answer that moves nothing, over and over, is as good as none. */
  const strike = (): Step => {
    strikes = (strikes + 1) % MOST_STRIKES;
    return strikes === 0 ? { kind: 'refused', code: 'NO_PROGRESS', asked: null } : { kind: 'on' };
  };
  const taken = (epoch: UploadEpoch, batch: readonly UploadEntry[], reply: BatchReply): Step => {
    if (reply.kind === 'refused' && reply.code === 'TOO_LARGE' && batch.length > 1) {
      share = Math.max(LEAST_SHARE, share / 2);
      calm = 0;
      return strike();
    }
    if (reply.kind === 'refused' || reply.kind === 'unreachable') return reply;
    const { ackSeq, ackHash } = reply.head;
    const ours = batch.find(({ seq }) => seq === ackSeq);
    if (reply.kind !== 'acknowledged' || ours === undefined || ours.hash !== ackHash) {
      // A gap, a fork, or more than was sent: where both stand is asked anew.
      sent.delete(epoch.epoch);
      return strike();
    }
    strikes = 0;
    calm += 1;
    if (calm % BEFORE_GROWING === 0) share = Math.min(1, share * 2);
    reached(epoch.epoch, { seq: ackSeq, hash: ackHash });
    return { kind: 'on' };
  };
  const step = async (): Promise<Step> => {
    const epochs = source.epochs();
    measure(epochs);
    for (const [index, epoch] of epochs.entries()) {
      if (settled.has(epoch.epoch)) continue;
      const from = sent.get(epoch.epoch);
      if (from === undefined) return agree(epoch, index === epochs.length - 1);
      if (from.seq >= epoch.lastSeq) continue;
      const most = Math.max(1, Math.floor(MAX_BATCH_ENTRIES * share));
      const batch = source.after(epoch.epoch, from.seq, most, MAX_BATCH_BYTES * share);
      if (batch[0] === undefined) continue;
      become('sending', null);
      return taken(epoch, batch, await client.send(epoch.epoch, batch));
    }
    return { kind: 'rest' };
  };

  const wait = (milliseconds: number): void => {
    cancel();
    if (!stopped) cancel = timers.after(milliseconds, run);
  };
  const failed = (code: string, asked: number | null, state: SyncState): void => {
    failures += 1;
    become(state, code);
    tell();
    wait(waitAfter(failures, random(), asked));
  };
  const drain = async (): Promise<void> => {
    while (!stopped) {
      const done = await step();
      if (done.kind === 'on' || done.kind === 'later') tell();
      if (stopped) return;
      if (done.kind === 'unreachable') return failed('UNREACHABLE', null, 'waiting');
      if (done.kind === 'refused') return failed(done.code, done.asked, done.asked === null ? 'refused' : 'waiting');
      if (done.kind === 'later') return wait(LATER_MS);
      if (done.kind === 'on') continue;
      failures = 0;
      become('idle', null);
      tell();
      if (!again) return wait(LOOK_MS);
      again = false;
    }
  };
  const run = (): void => {
    if (stopped || running !== null) return;
    cancel();
    again = false;
    running = drain()
      .catch((error: unknown) => {
        // The disk: the lane's own business tells of it, and this tries again.
        log.warn('upload.failed', { code: codeOf(error) });
        failed(codeOf(error), null, 'waiting');
      })
      .finally(() => {
        running = null;
      });
  };

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      run();
    },
    soon() {
      again = true;
      if (status.state === 'idle') return run();
      if (stopped || running !== null) return;
      try {
        measure(source.epochs());
        tell();
      } catch (error) {
        // The next try meets it again.
        log.debug('upload.notMeasured', { code: codeOf(error) });
      }
    },
    async stop() {
      stopped = true;
      cancel();
      client.close();
      await running;
    },
    status: () => ({ ...status, backlog }),
    subscribe(changed) {
      watching.add(changed);
      return () => void watching.delete(changed);
    },
  };
}

function recordedAt({ bytes }: UploadEntry): string | null {
  const record: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  return typeof record === 'object' && record !== null && 'recordedAt' in record ? String(record.recordedAt) : null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNEXPECTED';
}
