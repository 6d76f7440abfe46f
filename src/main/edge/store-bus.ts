import { type Hub, startHub } from '../../sync/hub/hub.ts';
import { LedgerCopy } from '../../sync/hub/ledger-copy.ts';
import type { MosquittoSetting } from '../../sync/hub/mosquitto-broker.ts';
import { LedgerSync, type LedgerSyncParts } from '../../sync/ledger/ledger-sync.ts';
import type { LedgerArchive } from '../../sync/ledger/ports.ts';
import { snapshotDownload } from '../../sync/ledger/snapshot-download.ts';
import { type JoinOutcome, joinStore } from '../../sync/pairing/join.ts';
import { keepMembership, type Membership, readMembership } from '../../sync/pairing/membership.ts';
import { openBus } from '../../sync/pairing/open-bus.ts';
import type { StoreBus } from '../../sync/store-bus/bus.ts';
import { StateBoard } from '../../sync/store-bus/homie.ts';
import type { Keyring } from '../../sync/store-bus/keyring.ts';
import type { BoxRole } from '../../sync/wire/names.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { OwnSalesPort } from '../../workstation/ports/own-sales.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { DoubleSale, SoldLedgerPort } from '../../workstation/ports/sold-ledger.ts';
import type { LedgerCopies } from './ledger-copies.ts';
import { devicePublicX, secretFiles } from './secrets.ts';
import { systemClock as clock, systemIdentifiers as ids, systemTimers as timers } from './system.ts';

export interface EdgeBusOptions {
  /** Id and label of this box, and what it does. */
  readonly box: string;
  readonly label: string;
  readonly roles: readonly BoxRole[];
  readonly stateDirectory: string;
  readonly signer: Signer;
  readonly log: Log;
  /** Where the hub's part listens, on the box that has the role; left out elsewhere. */
  readonly hub?: {
    readonly store: string;
    readonly host: string;
    readonly busPort: number;
    readonly pairingPort: number;
    readonly mosquitto?: MosquittoSetting;
  };
  readonly ledger: SoldLedgerPort;
  /** Beginning late, from a copy of the hub's ledger; and, at the hub, that copy. */
  readonly copies?: LedgerCopies;
  /** On a lane: what its own journal says of tags. */
  readonly ownSales?: OwnSalesPort;
  /** On a hub: what it keeps of others. */
  readonly archive?: LedgerArchive;
  readonly doubled: (sales: readonly DoubleSale[]) => void;
}

export interface EdgeBus {
  readonly bus: StoreBus;
  readonly keyring: Keyring;
  readonly sync: LedgerSync;
  readonly board: StateBoard;
  /** On the hub itself. */
  readonly hub: Hub | null;
  /** Leaves in order. Never rejects. */
  stop(): Promise<void>;
}

const parts = { clock, timers, ids, random: Math.random };

/**
 * Puts this box on its store's bus: as its hub, or as the box that it was paired as; null where it is neither yet, and then it works
 * alone. @throws Fault SYNC_*, EDGE_*, STORAGE_*
 */
export async function openEdgeBus(options: EdgeBusOptions): Promise<EdgeBus | null> {
  const { box, label, signer, log, ledger, ownSales, archive, doubled } = options;
  const files = secretFiles(options.stateDirectory);
  const hub = options.hub === undefined ? null : await startHub(hubParts(options, options.hub));
  const membership = hub === null ? readMembership(files) : hub.membership;
  if (membership === null) return null;
  if (membership.box !== box) {
    throw new Fault(
      'SYNC_MEMBERSHIP_UNREADABLE',
      `this box was paired as ${membership.box} and is configured as ${box}`,
    );
  }
  const { bus, keyring } = hub ?? openBus(membership, { ...parts, files, signer, log });
  const board = new StateBoard(bus, clock, label);
  const sync = new LedgerSync({
    ...{ ...parts, store: membership.store, bus, keyring, ledger, log, doubled },
    ...(ownSales === undefined ? {} : { own: { sales: ownSales, signer } }),
    ...(archive === undefined ? {} : { archive }),
    ...(hub === null ? copyOfHub(options, membership) : { snapshotOffer: () => hub.snapshotOffer() }),
  });
  try {
    sync.start();
  } catch (error) {
    await hub?.stop();
    throw error;
  }
  bus.start();
  return {
    ...{ bus, keyring, sync, board, hub },
    stop: async () => {
      board.close();
      sync.stop();
      await (hub ?? bus).stop();
    },
  };
}

function hubParts(
  { box, roles, signer, log, stateDirectory, copies }: EdgeBusOptions,
  hub: NonNullable<EdgeBusOptions['hub']>,
) {
  const common = { ...parts, ...hub, box, roles, x: publicX(stateDirectory), signer, log };
  const copy = copies === undefined ? {} : { copy: new LedgerCopy({ ...parts, ...copies, log }) };
  return { ...common, ...copy, files: secretFiles(stateDirectory) };
}

function copyOfHub({ copies, log }: EdgeBusOptions, membership: Membership): Pick<LedgerSyncParts, 'snapshots'> {
  if (copies === undefined) return {};
  const { wanted, install, path } = copies;
  return { snapshots: snapshotDownload({ membership, host: membership.host, path, wanted, install, log }) };
}

export interface JoinOptions {
  readonly box: string;
  readonly stateDirectory: string;
  readonly signer: Signer;
  /** The hub's address and its port for pairing. */
  readonly host: string;
  readonly port: number;
  /** As a person typed it. */
  readonly code: string;
}

/** Pairs this box with a hub and keeps what it gets; the bus can be opened then. @throws Fault EDGE_STATE_UNWRITABLE */
export async function joinHub({ box, stateDirectory, signer, host, port, code }: JoinOptions): Promise<JoinOutcome> {
  const outcome = await joinStore({ host, port, code, box, signer, x: publicX(stateDirectory), ids });
  if (outcome.kind === 'joined') keepMembership(secretFiles(stateDirectory), box, host, outcome.joined);
  return outcome;
}

function publicX(stateDirectory: string): string {
  const x = devicePublicX(stateDirectory);
  if (x === null) throw new Fault('EDGE_KEY_UNREADABLE', 'this box has no key yet');
  return x;
}
