import type { LedgerEntry } from '../../src/domain/gate/sold-ledger.ts';
import type { OwnSalesPort } from '../../src/workstation/ports/own-sales.ts';

export const EPOCH = '00000000-0000-7000-8000-000000000001';

/** A lane's journal of sales of tags, in memory; no tag is in two of them. */
export class Sales implements OwnSalesPort {
  readonly #tags: number;
  readonly #entries: LedgerEntry[] = [];

  /** @param tags of each sale */
  constructor(tags: number) {
    this.#tags = tags;
  }

  sell(): LedgerEntry {
    const seq = this.#entries.length + 1;
    const keys = Array.from(
      { length: this.#tags },
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
