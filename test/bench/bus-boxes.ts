import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { systemClock, systemIdentifiers, systemTimers } from '../../src/main/edge/system.ts';
import { startHub } from '../../src/sync/hub/hub.ts';
import { joinStore } from '../../src/sync/pairing/join.ts';
import { keepMembership } from '../../src/sync/pairing/membership.ts';
import { openBus } from '../../src/sync/pairing/open-bus.ts';
import { ed25519KeyId } from '../../src/sync/store-bus/ed25519.ts';
import type { BoxRole } from '../../src/sync/wire/names.ts';
import { quietLog } from '../fixtures/ledger-store.ts';
import { memoryFiles } from '../fixtures/pairing-hub.ts';

const STORE = 'bench';

export type BenchBox = Awaited<ReturnType<BenchStore['pair']>>;

/** A hub with its broker over TLS on this machine, and boxes that were paired with it; all of them in this process. */
export class BenchStore {
  readonly #hub: Awaited<ReturnType<typeof startHub>>;

  private constructor(hub: Awaited<ReturnType<typeof startHub>>) {
    this.#hub = hub;
  }

  static async open(): Promise<BenchStore> {
    const where = { host: '127.0.0.1', busPort: 0, pairingPort: 0 };
    return new BenchStore(await startHub({ ...newBox('hub-1'), ...where, store: STORE, roles: ['hub'] }));
  }

  async pair(name: string, role: BoxRole) {
    const parts = newBox(name);
    const code = this.#hub.codeFor(name, [role]) ?? '';
    const outcome = await joinStore({ ...parts, host: '127.0.0.1', port: this.#hub.pairingPort, code });
    if (outcome.kind !== 'joined') throw new Error(`not paired: ${outcome.kind}`);
    const { bus, keyring } = openBus(keepMembership(parts.files, name, '127.0.0.1', outcome.joined), parts);
    return { ...parts, bus, keyring, store: STORE, doubled: () => {} };
  }

  close(): Promise<void> {
    return this.#hub.stop();
  }
}

function newBox(name: string) {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const signer = { keyId: ed25519KeyId(x), sign: (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, privateKey)) };
  const ports = {
    clock: systemClock,
    timers: systemTimers,
    ids: systemIdentifiers,
    random: Math.random,
    log: quietLog,
  };
  return { box: name, x, signer, files: memoryFiles(), ...ports };
}

/** Settles when a box is on the bus. */
export const connected = ({ bus }: BenchBox): Promise<void> => new Promise((resolve) => bus.onConnected(resolve));
