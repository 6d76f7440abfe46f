import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { LedgerEntry } from '../../src/domain/gate/sold-ledger.ts';
import { systemClock, systemIdentifiers, systemTimers } from '../../src/main/edge/system.ts';
import { startHub } from '../../src/sync/hub/hub.ts';
import { LedgerSync } from '../../src/sync/ledger/ledger-sync.ts';
import { joinStore } from '../../src/sync/pairing/join.ts';
import { keepMembership } from '../../src/sync/pairing/membership.ts';
import { openBus } from '../../src/sync/pairing/open-bus.ts';
import { ed25519KeyId } from '../../src/sync/store-bus/ed25519.ts';
import type { BoxRole } from '../../src/sync/wire/names.ts';
import type { OwnSalesPort } from '../../src/workstation/ports/own-sales.ts';
import type { LedgerGap, SoldLedgerPort } from '../../src/workstation/ports/sold-ledger.ts';
import { quietLog } from '../fixtures/ledger-store.ts';
import { memoryFiles } from '../fixtures/pairing-hub.ts';
import { percentiles, type Row, round } from './row.ts';

const STORE = 'bench';
const EPOCH = '00000000-0000-7000-8000-000000000001';
const TAGS = 10;
const SALES = 1000;
const WARM_UP = 100;
const MISSED = 10_000;

/**
 * From a sale that the lane's journal holds to the gate's ledger that has it, over TLS and the embedded broker, signatures made and
 * checked; and how long a gate takes to catch up on sales that it missed. All boxes share this process, so nothing is waited for but
 * the bus; ledgers and journals are in memory.
 */
export async function* run(): AsyncGenerator<Row> {
  const hubKey = newBox('hub-1');
  const where = { host: '127.0.0.1', busPort: 0, pairingPort: 0 };
  const hub = await startHub({ ...hubKey, ...where, store: STORE, roles: ['hub'] });
  const box = async (name: string, role: BoxRole) => {
    const parts = newBox(name);
    const code = hub.codeFor(name, [role]) ?? '';
    const outcome = await joinStore({ ...parts, host: '127.0.0.1', port: hub.pairingPort, code });
    if (outcome.kind !== 'joined') throw new Error(`not paired: ${outcome.kind}`);
    const { bus, keyring } = openBus(keepMembership(parts.files, name, '127.0.0.1', outcome.joined), parts);
    return { ...parts, bus, keyring, store: STORE, doubled: () => {} };
  };
  const [lane, gate] = [await box('lane-1', 'lane'), await box('gate-1', 'gate')];
  const journal = new Sales();
  const selling = new LedgerSync({ ...lane, ledger: new Chain(), own: { sales: journal, signer: lane.signer } });
  const ledger = new Chain();
  const watching = new LedgerSync({ ...gate, ledger });
  selling.start();
  lane.bus.start();
  for (let sale = 0; sale < MISSED; sale += 1) journal.sell();
  await ready(lane.bus);
  const began = performance.now();
  watching.start();
  gate.bus.start();
  await ledger.holds(MISSED);
  const seconds = round((performance.now() - began) / 1000);
  const target = 'none set';
  yield { suite: 'bus', name: 'catch-up-10000', unit: 's', n: MISSED, value: seconds, target, reached: true };

  const samples: number[] = [];
  for (let sale = 0; sale < WARM_UP + SALES; sale += 1) {
    const entry = journal.sell();
    const start = performance.now();
    selling.committed(entry);
    await ledger.holds(entry.seq);
    if (sale >= WARM_UP) samples.push(performance.now() - start);
  }
  const figures = percentiles(samples);
  yield { suite: 'bus', name: 'sale-known', unit: 'ms', ...figures, target: 'p99 <= 250', reached: figures.p99 <= 250 };
  selling.stop();
  watching.stop();
  await Promise.all([lane.bus.stop(), gate.bus.stop()]);
  await hub.stop();
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

const ready = (bus: { onConnected(listener: () => void): void }) =>
  new Promise<void>((resolve) => bus.onConnected(resolve));

class Sales implements OwnSalesPort {
  readonly #entries: LedgerEntry[] = [];

  sell(): LedgerEntry {
    const seq = this.#entries.length + 1;
    const keys = Array.from(
      { length: TAGS },
      (_, at) => `${seq.toString(16).padStart(16, '0')}${at.toString(16).padStart(8, '0')}`,
    );
    const base = { workstation: 'lane-1', epoch: EPOCH, seq, prevSaleSeq: seq - 1, transaction: `s-${seq}`, at: 0 };
    const entry: LedgerEntry = { kind: 'sold', ...base, keys };
    this.#entries.push(entry);
    return entry;
  }

  heads(): readonly LedgerEntry[] {
    return this.#entries.slice(-1);
  }

  between(_epoch: string, after: number, before: number, limit: number): readonly LedgerEntry[] {
    return this.#entries.slice(after, Math.min(before - 1, after + limit));
  }
}

/** A ledger that keeps no more than how far it has everything, and the newest it has heard of. */
class Chain implements SoldLedgerPort {
  #through = 0;
  #newest = 0;
  #waiting: { readonly seq: number; readonly done: () => void } | null = null;

  standing(): readonly [] {
    return [];
  }

  apply(entries: readonly LedgerEntry[]): readonly [] {
    for (const { seq } of entries) {
      if (seq === this.#through + 1) this.#through = seq;
      this.#newest = Math.max(this.#newest, seq);
      // The newest came first, when it was told what is missing before it.
      if (this.#newest === this.#through + 1) this.#through = this.#newest;
    }
    if (this.#waiting !== null && this.#through >= this.#waiting.seq) this.#waiting.done();
    return [];
  }

  gaps(): readonly LedgerGap[] {
    if (this.#newest === this.#through) return [];
    return [{ workstation: 'lane-1', epoch: EPOCH, afterSeq: this.#through, beforeSeq: this.#newest }];
  }

  holds(seq: number): Promise<void> {
    if (this.#through >= seq) return Promise.resolve();
    return new Promise((done) => {
      this.#waiting = { seq, done };
    });
  }
}
