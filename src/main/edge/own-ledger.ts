import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { OwnSalesPort } from '../../workstation/ports/own-sales.ts';
import type { SoldLedgerPort } from '../../workstation/ports/sold-ledger.ts';
import type { SoldTagsPort } from '../../workstation/ports/sold-tags.ts';

const PAGE = 200;
/** Entries that wait for the ledger at once; what is over is found in the journal again. */
const MOST_WAITING = 100;

/**
 * Fills the sold ledger of a lane from its own journal: what was committed while the ledger was away, and each sale after its commit,
 * when nobody waits for it.
 */
export class OwnLedger implements SoldTagsPort {
  readonly #ledger: SoldLedgerPort;
  readonly #sales: OwnSalesPort;
  readonly #log: Log;
  #waiting: LedgerEntry[] = [];
  #due: NodeJS.Immediate | null = null;

  constructor(ledger: SoldLedgerPort, sales: OwnSalesPort, log: Log) {
    this.#ledger = ledger;
    this.#sales = sales;
    this.#log = log;
  }

  /** Takes what the journal has and the ledger lacks. What fails is logged and tried with the next sale. */
  catchUp(): void {
    this.#guarded(() => {
      const heads = this.#sales.heads();
      this.#ledger.apply(heads);
      const own = new Set(heads.map(({ epoch }) => epoch));
      for (const gap of this.#ledger.gaps()) {
        if (!own.has(gap.epoch)) continue;
        for (let after = gap.afterSeq; ; ) {
          const page = this.#sales.between(gap.epoch, after, gap.beforeSeq, PAGE);
          const last = page.at(-1)?.seq;
          const whole = page.length < PAGE || last === undefined;
          this.#ledger.apply(page, [{ ...gap, afterSeq: after, beforeSeq: whole ? gap.beforeSeq : last + 1 }]);
          if (whole) break;
          after = last;
        }
      }
    });
  }

  published(entry: LedgerEntry): void {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(entry);
    this.#due ??= setImmediate(() => this.#flush());
  }

  /** What is still to be written is written. */
  stop(): void {
    if (this.#due !== null) this.#flush();
  }

  #flush(): void {
    if (this.#due !== null) clearImmediate(this.#due);
    this.#due = null;
    const entries = this.#waiting.splice(0);
    this.#guarded(() => {
      this.#ledger.apply(entries);
      if (this.#ledger.gaps().length > 0) this.catchUp();
    });
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#log.error('edge.ledgerBehind', { code: error instanceof Fault ? error.code : 'UNEXPECTED' });
    }
  }
}
