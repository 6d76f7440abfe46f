import type { LedgerEntry } from '../../src/domain/gate/sold-ledger.ts';
import { LedgerSync } from '../../src/sync/ledger/ledger-sync.ts';
import type { LedgerGap, SoldLedgerPort } from '../../src/workstation/ports/sold-ledger.ts';
import { BenchStore, connected } from './bus-boxes.ts';
import { EPOCH, Sales } from './bus-sales.ts';
import { type Row, round } from './row.ts';

const TAGS = 10;
const MISSED = 10_000;

/**
 * How long a gate takes to catch up on sales that it missed, over TLS and the embedded broker, signatures made and checked. All boxes
 * share this process, and ledgers and journals are in memory: nothing is waited for but the bus.
 */
export async function* run(): AsyncGenerator<Row> {
  const store = await BenchStore.open();
  const [lane, gate] = [await store.pair('lane-1', 'lane'), await store.pair('gate-1', 'gate')];
  const journal = new Sales(TAGS);
  const selling = new LedgerSync({ ...lane, ledger: new Chain(), own: { sales: journal, signer: lane.signer } });
  const ledger = new Chain();
  const watching = new LedgerSync({ ...gate, ledger });
  selling.start();
  lane.bus.start();
  for (let sale = 0; sale < MISSED; sale += 1) journal.sell();
  await connected(lane);
  const began = performance.now();
  watching.start();
  gate.bus.start();
  await ledger.holds(MISSED);
  const seconds = round((performance.now() - began) / 1000);
  const target = 'none set';
  yield { suite: 'bus', name: 'catch-up-10000', unit: 's', n: MISSED, value: seconds, target, reached: true };
  selling.stop();
  watching.stop();
  await Promise.all([lane.bus.stop(), gate.bus.stop()]);
  await store.close();
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
