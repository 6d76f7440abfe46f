import { createPublicKey } from 'node:crypto';
import type { StoreBusWatch } from '../../../workstation/ports/store-bus-watch.ts';
import type { Box } from '../box.ts';
import { placesOf } from '../places.ts';
import type { EdgeBus } from '../store-bus.ts';
import type { StoreSide } from '../store-side.ts';
import { systemClock as clock, systemIdentifiers as identifiers } from '../system.ts';
import { gateNews } from './bus-news.ts';
import { exitVerifier } from './exit-verifier.ts';
import { hubClaims } from './hub-claims.ts';
import type { GateWires } from './run.ts';

/**
 * Wires a gate to its readers, to its store's ledger and to the bus. Without a bus nothing fills the ledger, so the gate says that it
 * may be behind, and no receipt opens it: nobody can say whose it is.
 */
export function gateWires(
  { config, devices, log }: Box,
  { ledger, bus, onReturned, onSoldTwice }: StoreSide,
): GateWires {
  const { readers, relays } = devices;
  const common = { readers, relays, ledger, onReturned, onSoldTwice, reports: () => devices.reports() };
  if (bus === null)
    return {
      ...common,
      bus: null,
      claims: { claim: async () => 'unreachable' },
      events: { publish() {} },
      verify: () => false,
    };
  return {
    ...common,
    bus: watched(bus),
    claims: hubClaims(bus, log),
    events: gateNews(bus, {
      ...{ timezone: config.store.timezone, uuid: () => identifiers.uuid() },
      place: placesOf(config),
    }),
    verify: exitVerifier((workstation) => publicKeyOf(bus, workstation)),
  };
}

/**
 * The store is heard for as long as the connection to its broker stands, which is tried by itself when nothing else is said; and not before
 * the others have been asked for what was sold while this gate did not listen.
 */
function watched({ sync }: EdgeBus): StoreBusWatch {
  let heard: number | null = null;
  return {
    lastHeard() {
      if (sync.current) heard = clock.monotonic();
      return heard;
    },
    missing: () => sync.missing(),
  };
}

/** PEM of a lane's key, as the hub's list has it; null for strangers and for those that were revoked. */
function publicKeyOf({ keyring }: EdgeBus, workstation: string): string | null {
  const box = keyring.box(workstation);
  if (box === null || !box.roles.includes('lane')) return null;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: box.x }, format: 'jwk' });
  return key.export({ type: 'spki', format: 'pem' }).toString();
}
