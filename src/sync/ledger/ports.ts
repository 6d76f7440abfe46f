import type { LedgerGap } from '../../workstation/ports/sold-ledger.ts';
import type { StoreBus } from '../store-bus/bus.ts';
import type { Outcome } from '../store-bus/calls.ts';
import type { LedgerSnapshotOffer, SignedEntry } from '../wire/ledger.ts';
import type { AnswerBody, RequestBody, RequestType } from '../wire/messages.ts';
import type { LedgerSource } from './source.ts';

/** What keeping a ledger needs of the bus. */
export type LedgerBus = Pick<StoreBus, 'self' | 'connected' | 'on' | 'publish' | 'serve' | 'request' | 'onConnected'>;

/** Asks a box, as `StoreBus.request` does. */
export type Ask = <T extends RequestType>(to: string, what: T, ask: RequestBody<T>) => Promise<Outcome<AnswerBody<T>>>;

/** What a hub keeps of others, so that it can answer for a lane that is switched off. */
export interface LedgerArchive extends LedgerSource {
  /** Durable when it returns; in any order, any number of times. @throws Fault STORAGE_* */
  keep(entries: readonly SignedEntry[]): void;
  /** What it knows of by a later entry and does not have. Bounded. @throws Fault STORAGE_* */
  gaps(): readonly LedgerGap[];
}

/** How a box with an empty ledger begins: from a copy of the hub's, fetched over HTTPS. */
export interface SnapshotFetcher {
  /** True while this box's ledger began empty, has had no copy since, and lacks something. */
  wanted(): boolean;
  /** Fetches, checks and installs it. False when that failed; the ledger is then as it was. Never rejects. */
  install(offer: LedgerSnapshotOffer): Promise<boolean>;
}
