import { type EntryArchive, type LateLedger, openLateLedger, type SoldLedgerStore } from '../../storage/index.ts';
import { readMembership } from '../../sync/pairing/membership.ts';
import { type ExitOpening, ExitRegister } from '../../workstation/gatekeeping/exit-register.ts';
import type { DoubleSale, LedgerGap, SoldLedgerPort } from '../../workstation/ports/sold-ledger.ts';
import type { SoldTagsPort } from '../../workstation/ports/sold-tags.ts';
import type { Box } from './box.ts';
import type { Cleanup } from './cleanup.ts';
import type { EdgeStatus } from './control/protocol.ts';
import { DoubleSaleRelay, doubleSaleRecords } from './double-sales.ts';
import { ledgerArchive, openHubArchive } from './ledger-archive.ts';
import { ledgerCopies } from './ledger-copies.ts';
import { mosquitto } from './mosquitto.ts';
import { OwnLedger } from './own-ledger.ts';
import { saleNews } from './sale-news.ts';
import { secretFiles } from './secrets.ts';
import { stateFiles } from './state-files.ts';
import type { EdgeBus } from './store-bus.ts';
import { systemClock as clock, systemTimers as timers } from './system.ts';
import { retainTags } from './tag-retention.ts';

/** What a box shares with the others of its store: the ledger of sold tags, and the bus where it is on one. */
export interface StoreSide {
  readonly ledger: SoldLedgerPort;
  /** Null where this box is neither the hub nor paired with one: it works alone. */
  readonly bus: EdgeBus | null;
  /** Where a lane's sales of tags go after their commit. */
  readonly soldTags: SoldTagsPort;
  /** Called with the tags that a void or a return gave back, whoever said so. */
  onReturned(returned: (keys: readonly string[]) => void): void;
  /** Called with tags that several sales claim, those found before included. Without one they go into the journal. */
  onSoldTwice(found: (doubles: readonly DoubleSale[]) => void): void;
  /** From now on old sales of tags are let go of while nobody is served. */
  retain(quiet: () => boolean): void;
}

/**
 * Opens the ledger, and puts the box on its store's bus; its own journal fills what the ledger lacks.
 * @throws Fault STORAGE_* of the ledger, SYNC_*, EDGE_*
 */
export async function openStoreSide(box: Box, cleanup: Cleanup): Promise<StoreSide> {
  const { config, directory, journal, log } = box;
  const store = openLateLedger({ path: stateFiles(directory).ledger, log });
  cleanup.add('ledger', () => store.close());
  const listeners = new Set<(keys: readonly string[]) => void>();
  const ledger = tellingReturns(store, (keys) => {
    for (const listener of listeners) listener(keys);
  });
  const isLane = config.workstation.roles.includes('lane');
  const isHub = config.workstation.roles.includes('hub');
  const archive = isHub ? openHubArchive(stateFiles(directory).archive, log, cleanup) : null;
  const doubles = new DoubleSaleRelay(config.workstation.roles.includes('gate') ? null : doubleSaleRecords(box));
  const bus = await onTheBus(box, ledger, store, archive, (found) => doubles.found(found));
  if (bus !== null) cleanup.add('store bus', () => bus.stop());
  if (bus?.hub != null) serveClaims(bus, box);
  const onReturned = (listener: (keys: readonly string[]) => void) => void listeners.add(listener);
  const retain = (quiet: () => boolean) => {
    const parts = { ledger: store, archive, keptDays: config.store.tagsKeptDays, quiet, clock, timers, log };
    cleanup.add('retention', retainTags(parts));
  };
  const onSoldTwice = (found: (doubles: readonly DoubleSale[]) => void) => doubles.to(found);
  const common = { ledger, bus, onReturned, onSoldTwice, retain };
  if (bus !== null) {
    const sold = saleNews(bus.bus, config);
    const published: SoldTagsPort['published'] = (entry, moved) =>
      later(() => {
        bus.sync.committed(entry);
        try {
          sold(entry, moved);
        } catch (error) {
          log.error('bus.saleNotSaid', { error });
        }
      });
    return { ...common, soldTags: { published } };
  }
  const own = new OwnLedger(ledger, journal.ownSales, log);
  cleanup.add('sold tags', () => own.stop());
  if (isLane) own.catchUp();
  return { ...common, soldTags: own };
}

/** How a box stands with its store's bus. */
export function busState(store: Pick<StoreSide, 'bus'> | null): EdgeStatus['bus'] {
  const bus = store?.bus ?? null;
  if (bus === null) return 'alone';
  if (!bus.bus.connected) return 'away';
  return bus.sync.current ? 'current' : 'behind';
}

/** True where a box has a part in the store's ledger: a pad or a gate on it, the hub's role, or a hub that it was paired with. */
export function hasStoreSide({ config, directory }: Pick<Box, 'config' | 'directory'>): boolean {
  const { roles } = config.workstation;
  if (config.pad.reader !== undefined || roles.includes('gate') || roles.includes('hub')) return true;
  return readMembership(secretFiles(directory)) !== null;
}

async function onTheBus(
  { config, directory, journal, signer, log }: Box,
  ledger: SoldLedgerPort,
  store: LateLedger,
  archive: EntryArchive | null,
  doubled: (doubles: readonly DoubleSale[]) => void,
): Promise<EdgeBus | null> {
  const { id, label, roles } = config.workstation;
  if (!roles.includes('hub') && readMembership(secretFiles(directory)) === null) return null;
  // Broker and client take their time and memory to load, and a lane that works alone has no use for them.
  const { openEdgeBus } = await import('./store-bus.ts');
  const { host, port, pairingPort } = config.bus;
  const hub = { store: config.store.id, host, busPort: port, pairingPort, ...mosquitto(config.bus, directory) };
  return openEdgeBus({
    ...{ box: id, label, roles, stateDirectory: directory, signer, log, ledger },
    copies: ledgerCopies(directory, store, log),
    ...(roles.includes('hub') ? { hub } : {}),
    ...(archive === null ? {} : { archive: ledgerArchive(archive) }),
    ...(roles.includes('lane') ? { ownSales: journal.ownSales } : {}),
    doubled,
  });
}

/** The hub says which opening has an exit code. A gate speaks for itself only. */
function serveClaims({ bus }: EdgeBus, { journal }: Box): void {
  const register = new ExitRegister(journal);
  const claim = (asked: ExitOpening, from: { readonly box: string }) =>
    from.box === asked.gate ? { answer: register.claim(asked) } : { refuse: 'notAllowed' as const };
  bus.serve('exitClaim', claim);
  bus.serve('exitOpened', claim);
}

/** The same ledger, which tells of every tag that it hears was given back. */
function tellingReturns(ledger: SoldLedgerStore, told: (keys: readonly string[]) => void): SoldLedgerPort {
  return {
    standing: (key) => ledger.standing(key),
    gaps: () => ledger.gaps(),
    apply(entries, answered?: readonly LedgerGap[]) {
      const doubles = ledger.apply(entries, answered);
      const returned = entries.flatMap((entry) => (entry.kind === 'returned' ? entry.keys : []));
      if (returned.length > 0) told(returned);
      return doubles;
    },
  };
}

/** The sale is on disk and the shopper is thanked first. */
function later(work: () => void): void {
  setImmediate(work);
}
