import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../src/storage/index.ts';
import { LedgerSync } from '../../src/sync/ledger/ledger-sync.ts';
import type { SoldLedgerPort } from '../../src/workstation/ports/sold-ledger.ts';
import { quietLog } from '../fixtures/ledger-store.ts';
import { BenchStore, connected } from './bus-boxes.ts';
import { Sales } from './bus-sales.ts';
import { percentiles, type Row } from './row.ts';
import { withFolder } from './scratch.ts';
import { ledgerOf, TEN_MILLION } from './synthetic-ledger.ts';

const TAGS = 100;
const SALES = 500;
const WARM_UP = 50;
const LIMIT_MS = 250;

/**
 * From a sale of 100 tags that the lane's journal holds to the gate's ledger of 10,000,000 that has it on disk: both ledgers are files,
 * and between them are TLS, the embedded broker, and signatures made and checked.
 */
export function saleKnown(): Promise<Row> {
  return withFolder(async (folder) => {
    const store = await BenchStore.open();
    const [lane, gate] = [await store.pair('lane-1', 'lane'), await store.pair('gate-1', 'gate')];
    const journal = new Sales(TAGS);
    const [own, known] = [join(folder, 'lane.db'), ledgerOf(TEN_MILLION)].map((path) =>
      openLedger({ path, log: quietLog }),
    );
    if (own === undefined || known === undefined) throw new Error('no ledgers');
    const ledger = new Told(known);
    const selling = new LedgerSync({ ...lane, ledger: own, own: { sales: journal, signer: lane.signer } });
    const watching = new LedgerSync({ ...gate, ledger });
    const both = [lane, gate].map(connected);
    selling.start();
    watching.start();
    lane.bus.start();
    gate.bus.start();
    await Promise.all(both);
    const samples: number[] = [];
    for (let sale = 0; sale < WARM_UP + SALES; sale += 1) {
      const entry = journal.sell();
      const heard = ledger.heard(entry.seq);
      const from = performance.now();
      selling.committed(entry);
      await heard;
      if (sale >= WARM_UP) samples.push(performance.now() - from);
      if (known.standing(entry.keys[TAGS - 1] ?? '').length !== 1) throw new Error('the sale is not in the ledger');
    }
    selling.stop();
    watching.stop();
    await Promise.all([lane.bus.stop(), gate.bus.stop()]);
    await store.close();
    for (const each of [own, known]) each.close();
    rmSync(join(folder, 'lane.db'), { force: true });
    const figures = percentiles(samples);
    const target = `p99 <= ${LIMIT_MS}`;
    return { suite: 'gate', name: 'sale-known', unit: 'ms', ...figures, target, reached: figures.p99 <= LIMIT_MS };
  });
}

/** A ledger that says when it has an entry on disk. */
class Told implements SoldLedgerPort {
  readonly #ledger: SoldLedgerPort;
  #waiting: { readonly seq: number; readonly done: () => void } | null = null;

  constructor(ledger: SoldLedgerPort) {
    this.#ledger = ledger;
  }

  heard(seq: number): Promise<void> {
    return new Promise((done) => {
      this.#waiting = { seq, done };
    });
  }

  standing(key: string) {
    return this.#ledger.standing(key);
  }

  apply(...said: Parameters<SoldLedgerPort['apply']>) {
    const doubles = this.#ledger.apply(...said);
    if (said[0].some(({ seq }) => seq === this.#waiting?.seq)) this.#waiting?.done();
    return doubles;
  }

  gaps() {
    return this.#ledger.gaps();
  }
}
