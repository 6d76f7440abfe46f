import { hash } from 'node:crypto';
import { v7 } from 'uuid';
import { NO_HASH, type SealedEntry, seal } from '../../src/domain/journal/record.ts';
import { type Fetch, journalClient } from '../../src/sync/upload/client.ts';
import type { JournalNumbers } from '../../src/workstation/ports/journal.ts';
import { realClock, realIdentifiers } from '../bench/real-ports.ts';
import { type Device, sha256 } from '../fixtures/cloud.ts';
import { saleOf } from '../fixtures/real-sales.ts';

const LINES = 4;

const timers = {
  after(milliseconds: number, run: () => void) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** What came of one sale: how long it took from its last entry to the acknowledgement, or why there was none. */
export type Sent =
  | { readonly kind: 'acknowledged'; readonly ms: number }
  | { readonly kind: 'failed'; readonly why: string };

/** A lane without screens and devices: a journal in memory, chained as on any disk, and the product's own client with its own key. */
export class SimulatedLane {
  readonly device: Device;
  readonly #epoch = v7();
  readonly #client: ReturnType<typeof journalClient>;
  #unsent: SealedEntry[] = [];
  #seq = 0;
  #prevHash = NO_HASH;
  #sales = 0;

  constructor(url: string, device: Device, fetch: Fetch) {
    this.device = device;
    const parts = { clock: realClock, timers, identifiers: realIdentifiers };
    this.#client = journalClient({
      url,
      workstation: device.name,
      signer: device.signer,
      fetch,
      ...parts,
    });
    this.#append('EpochStarted', { reason: 'new', epochCode: 'A7K2', parentEpoch: null, parentHash: null });
  }

  get sales(): number {
    return this.#sales;
  }

  /** Sells, and sends what is unsent. What failed goes with the next sale. */
  async sell(): Promise<Sent> {
    this.#sales += 1;
    const id = `${this.device.name}-${this.#sales}`;
    const prices = Array.from({ length: LINES }, (_, at) => 100 + ((this.#sales * 7 + at * 31) % 900));
    const sale = saleOf({ transactionId: id, prices });
    const receipts: JournalNumbers = { receiptNumber: () => `A7K2-${this.#sales}`, lastTagSeq: () => 0 };
    for (const { kind, body } of [...sale.begins, ...sale.completes(receipts)]) this.#append(kind, body);
    const from = performance.now();
    const batch = [...this.#unsent];
    const reply = await this.#client.send(this.#epoch, batch);
    if (reply.kind === 'refused') return { kind: 'failed', why: reply.code };
    if (reply.kind !== 'acknowledged') return { kind: 'failed', why: reply.kind };
    const last = batch.at(-1);
    if (last === undefined || reply.head.ackSeq !== last.record.seq || reply.head.ackHash !== last.hash) {
      return { kind: 'failed', why: 'another acknowledgement' };
    }
    this.#unsent = this.#unsent.slice(batch.length);
    return { kind: 'acknowledged', ms: performance.now() - from };
  }

  #append(kind: string, body: SealedEntry['record']['body']): void {
    this.#seq += 1;
    const dated = { recordedAt: new Date().toISOString(), businessDay: '2026-03-02' };
    const place = { workstation: this.device.name, epoch: this.#epoch, seq: this.#seq, prevHash: this.#prevHash };
    const entry = seal({ ...place, ...dated, kind, v: 1, body }, sha256);
    this.#prevHash = entry.hash;
    this.#unsent.push(entry);
  }
}

/** A number in [0, 1) that is the same for the same lane every time: where in its minute it sells. */
export const phaseOf = (name: string): number => Number.parseInt(hash('sha256', name, 'hex').slice(0, 8), 16) / 2 ** 32;
