import type { Log } from '../../workstation/ports/log.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { Clock, Identifiers, Timers } from '../../workstation/ports/time.ts';
import { StoreBus } from '../store-bus/bus.ts';
import { Keyring } from '../store-bus/keyring.ts';
import { mqttConnector } from '../store-bus/mqtt-link.ts';
import { directoryStore, type Membership } from './membership.ts';
import type { SecretFiles } from './ports.ts';

export interface BusMachine {
  readonly signer: Signer;
  readonly files: SecretFiles;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Identifiers;
  readonly random: () => number;
  readonly log: Log;
}

/** The bus of a box that was paired, not started yet, and the keys it believes. `address` is where the hub is now, if it has moved. */
export function openBus(
  membership: Membership,
  machine: BusMachine,
  address: { readonly host: string; readonly port: number } = membership,
): { readonly bus: StoreBus; readonly keyring: Keyring } {
  const { store, box, hub, ca, certificate, privateKey, password } = membership;
  const keyring = new Keyring(store, hub.x, directoryStore(machine.files));
  const { host, port } = address;
  const access = { host, port, serverName: hub.box, ca, certificate, privateKey, username: box, password };
  const bus = new StoreBus({ ...machine, store, self: box, keyring, connector: mqttConnector(access, machine.timers) });
  return { bus, keyring };
}
