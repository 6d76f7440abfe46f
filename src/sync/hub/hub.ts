import { openAuthority } from '../pairing/authority.ts';
import { PairingCodes, printedCode } from '../pairing/code.ts';
import { PairingDesk } from '../pairing/desk.ts';
import { hubMembership, type Membership } from '../pairing/membership.ts';
import { type BusMachine, openBus } from '../pairing/open-bus.ts';
import { StoreRegistry } from '../pairing/registry.ts';
import type { StoreBus } from '../store-bus/bus.ts';
import type { Keyring } from '../store-bus/keyring.ts';
import type { LedgerSnapshotOffer } from '../wire/ledger.ts';
import type { BoxRole } from '../wire/names.ts';
import { startHubBroker } from './broker.ts';
import { startHubHttps } from './https.ts';
import type { LedgerCopy } from './ledger-copy.ts';
import { type MosquittoSetting, mosquittoBroker } from './mosquitto-broker.ts';
import { snapshotPath } from './snapshot.ts';

export interface HubParts extends BusMachine {
  readonly store: string;
  readonly box: string;
  /** Of this box; "hub" is among them. */
  readonly roles: readonly BoxRole[];
  /** JWK `x` of this box's signing key. */
  readonly x: string;
  readonly host: string;
  /** 0 takes a free one, where the broker is the embedded one. */
  readonly busPort: number;
  /** An external broker; the embedded one where left out. */
  readonly mosquitto?: MosquittoSetting;
  readonly pairingPort: number;
  /** The copy of the ledger for boxes that have none. */
  readonly copy?: LedgerCopy;
}

/** The hub of a store: broker, authority, list of boxes and the desk where they are paired. */
export interface Hub {
  readonly bus: StoreBus;
  readonly keyring: Keyring;
  readonly membership: Membership;
  readonly busPort: number;
  readonly pairingPort: number;
  /** A code for this box, as people read it, good once within ten minutes; null when too many wait. */
  codeFor(box: string, roles: readonly BoxRole[]): string | null;
  /** Ends what a box may do, at once: its connection, its password, and what it signs. False when there is no such box. */
  revoke(box: string): boolean;
  /** Where a copy of the ledger can be fetched, for `LedgerSync`; null where none can be made. */
  snapshotOffer(): Promise<LedgerSnapshotOffer | null>;
  stop(): Promise<void>;
}

/** Starts the hub's part of the bus; its own bus is open and started. @throws Fault SYNC_*, and what the disk throws. */
export async function startHub(parts: HubParts): Promise<Hub> {
  const { store, box, roles, x, host, files, signer, clock, ids, log } = parts;
  const authority = openAuthority(files, store, box, ids);
  const registry = new StoreRegistry({ store, hub: box, signer, files, clock });
  const tls = { ...authority.server, ca: authority.ca };
  const brokerParts = { store, tls, host, port: parts.busPort, log };
  const broker =
    parts.mosquitto === undefined
      ? await startHubBroker({ ...brokerParts, accounts: registry })
      : mosquittoBroker({ ...brokerParts, accounts: registry, setting: parts.mosquitto });
  const codes = new PairingCodes(clock, ids);
  let spread: (changed: string) => void = () => {};
  const desk = new PairingDesk({
    ...{ store, hub: { box, x }, authority, registry, codes, clock, log },
    busPort: () => broker.port,
    paired: (changed) => spread(changed),
  });
  try {
    const membership = await hubMembership(files, authority, registry, { store, box, roles, x, port: broker.port });
    const { bus, keyring } = openBus(membership, parts, { host: own(host), port: broker.port });
    spread = (changed) => {
      const list = registry.signed();
      keyring.accept(list);
      bus.publishDirectory(list);
      broker.changed(changed);
    };
    spread(box);
    const server = await startHubHttps({
      ...{ authority, desk, host, port: parts.pairingPort, log, accounts: registry },
      snapshot: () => parts.copy?.file ?? null,
    });
    bus.start();
    return {
      ...{ bus, keyring, membership, busPort: broker.port, pairingPort: server.port },
      codeFor: (name, given) => {
        const code = codes.issue(name, given);
        return code === null ? null : printedCode(code);
      },
      revoke: (name) => {
        // The hub itself cannot be: there would be nobody left to say so.
        if (name === box || !registry.revoke(name)) return false;
        spread(name);
        return true;
      },
      snapshotOffer: async () => {
        const file = (await parts.copy?.offered()) ?? null;
        if (file === null) return null;
        const { bytes, sha256 } = file;
        return { url: `https://${box}:${server.port}${snapshotPath(sha256)}`, bytes, sha256 };
      },
      stop: async () => {
        await bus.stop();
        await server.close();
        await broker.close();
        parts.copy?.close();
      },
    };
  } catch (error) {
    await broker.close();
    throw error;
  }
}

/** Where this machine reaches what listens on an address of its own. */
function own(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}
