import type { RawValue } from '../../database/raw/record.ts';
import type { FoundEntry } from './scan.ts';

/** What is known of one epoch of a damaged file. */
export interface EpochOfFile {
  /** Its name in the list of what was found. */
  readonly id: number;
  readonly epoch: string;
  /** The highest seq that a whole entry has, or that the file names as the last. */
  readonly lastSeq: number;
  /** The hash of the last whole entry; of the last entry that the file names where none was found. */
  readonly lastHash: string | null;
  /** Whole entries found. */
  readonly found: number;
}

interface Known {
  id: number;
  epoch: string;
  seq: number;
  hash: string | null;
  named: number;
  namedHash: string | null;
  found: number;
  /** How often each number was said to be this epoch's: a column proves nothing, the most frequent is believed. */
  numbers: Map<number, number>;
}

/** Gathers what the rows of a damaged file say of its epochs. */
export function epochBook() {
  const known = new Map<string, Known>();
  const codes = new Set<string>();

  const of = (epoch: string): Known => {
    let it = known.get(epoch);
    if (it === undefined) {
      it = { id: known.size + 1, epoch, seq: 0, hash: null, named: 0, namedHash: null, found: 0, numbers: new Map() };
      known.set(epoch, it);
    }
    return it;
  };

  return {
    idOf: (epoch: string): number => of(epoch).id,

    entry({ record, hash }: FoundEntry, number: number | null): void {
      const epoch = of(record.epoch);
      epoch.found += 1;
      if (record.seq > epoch.seq) {
        epoch.seq = record.seq;
        epoch.hash = hash.toString('hex');
      }
      if (number !== null) epoch.numbers.set(number, (epoch.numbers.get(number) ?? 0) + 1);
      const { epochCode, receiptNumber } = record.body;
      if (typeof epochCode === 'string') codes.add(epochCode);
      if (typeof receiptNumber === 'string') codes.add(receiptNumber.split('-')[0] ?? '');
    },

    /** A row of `epochs` (number, epoch, code, workstation, seq, hash, receipts), if it is one. */
    row(row: readonly RawValue[]): void {
      const [, epoch, code, workstation, seq, hash, receipts] = row;
      if (row.length !== 7 || typeof epoch !== 'string' || typeof code !== 'string') return;
      if (typeof workstation !== 'string' || typeof seq !== 'number' || typeof receipts !== 'number') return;
      if (!Buffer.isBuffer(hash)) return;
      codes.add(code);
      const it = of(epoch);
      // Older copies of a page say less.
      if (seq < it.named) return;
      it.named = seq;
      it.namedHash = hash.toString('hex');
    },

    closed(): { readonly epochs: readonly EpochOfFile[]; readonly codes: ReadonlySet<string> } {
      const epochs = [...known.values()].sort((a, b) => numberOf(a) - numberOf(b) || (a.epoch < b.epoch ? -1 : 1));
      return {
        codes,
        epochs: epochs.map(({ id, epoch, seq, hash, named, namedHash, found }) => ({
          id,
          epoch,
          lastSeq: Math.max(seq, named),
          lastHash: hash ?? namedHash,
          found,
        })),
      };
    },
  };
}

/** An epoch without entries is one whose row alone was found: damaged, or the last. */
function numberOf({ numbers }: Known): number {
  const [most] = [...numbers].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return most?.[0] ?? Number.MAX_SAFE_INTEGER;
}
