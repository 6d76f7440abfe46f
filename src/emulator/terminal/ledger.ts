import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const entrySchema = z.strictObject({
  kind: z.enum(['payment', 'refund', 'reversal']),
  /** Minor units that were booked; those asked for when nothing was. */
  amount: z.number().int().nonnegative(),
  /** Minor units that the register's command asked for; absent where none did. */
  asked: z.number().int().nonnegative().optional(),
  currency: z.string(),
  outcome: z.enum(['approved', 'partial', 'declined', 'cancelled']),
  receiptNumber: z.string(),
  traceNumber: z.string(),
  /** Trace number of what a reversal takes back. */
  original: z.string().optional(),
  /** Wall clock, milliseconds. */
  at: z.number(),
  reversed: z.boolean(),
  /** Closed by an end of day: no longer to be reversed. */
  settled: z.boolean(),
});

/** One transaction in the terminal's own books. */
export type Entry = z.infer<typeof entrySchema>;

const bookSchema = z.strictObject({
  nextReceipt: z.number().int(),
  nextTrace: z.number().int(),
  entries: z.array(entrySchema),
  /** Receipt number of the transaction that Repeat Receipt repeats. */
  last: z.string().optional(),
});

type Book = z.infer<typeof bookSchema>;

const EMPTY: Book = { nextReceipt: 1, nextTrace: 1, entries: [] };
const ENTRIES = 500;
const LAST_RECEIPT = 9_999;
const LAST_TRACE = 999_999;
const FILE = 'terminal.json';

/** The terminal's books: what it booked is known to it whatever became of the line, and of the process when a directory is given. */
export class Ledger {
  readonly #file: string | undefined;
  #book = EMPTY;

  /** @throws the disk's error when the directory can't be made. A file that is not a book is started anew. */
  constructor(directory?: string) {
    if (directory === undefined) return;
    mkdirSync(directory, { recursive: true });
    this.#file = join(directory, FILE);
    this.#book = readBook(this.#file) ?? this.#book;
  }

  get entries(): readonly Entry[] {
    return this.#book.entries;
  }

  /** The transaction that was booked last. */
  get last(): Entry | undefined {
    return this.#book.entries.findLast((entry) => entry.receiptNumber === this.#book.last);
  }

  /** Gives a transaction its numbers and keeps it. */
  add(entry: Omit<Entry, 'receiptNumber' | 'traceNumber' | 'reversed' | 'settled'>): Entry {
    const book = this.#book;
    const added: Entry = {
      ...entry,
      receiptNumber: String(book.nextReceipt).padStart(4, '0'),
      traceNumber: String(book.nextTrace).padStart(6, '0'),
      reversed: false,
      settled: false,
    };
    this.#write({
      nextReceipt: (book.nextReceipt % LAST_RECEIPT) + 1,
      nextTrace: (book.nextTrace % LAST_TRACE) + 1,
      entries: [...book.entries, added].slice(-ENTRIES),
      ...(isBooked(entry) ? { last: added.receiptNumber } : book.last === undefined ? {} : { last: book.last }),
    });
    return added;
  }

  /** The newest booked payment or refund with this receipt number. */
  booked(receiptNumber: string): Entry | undefined {
    return this.#book.entries.findLast((entry) => entry.receiptNumber === receiptNumber && isTurnover(entry));
  }

  reverse(reversed: Entry): void {
    this.#update((entry) => (entry === reversed ? { ...entry, reversed: true } : entry));
  }

  /** What no end of day has closed yet. */
  get turnover(): readonly Entry[] {
    return this.#book.entries.filter((entry) => isTurnover(entry) && !entry.settled && !entry.reversed);
  }

  /** Closes the day. Returns what it closed. */
  settle(): readonly Entry[] {
    const open = this.turnover;
    this.#update((entry) => ({ ...entry, settled: true }));
    return open;
  }

  /** Forgets everything and counts anew, as a terminal with a flat battery does. */
  wipe(): void {
    this.#write(EMPTY);
  }

  #update(change: (entry: Entry) => Entry): void {
    this.#write({ ...this.#book, entries: this.#book.entries.map(change) });
  }

  #write(book: Book): void {
    this.#book = book;
    if (this.#file === undefined) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify(book));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function isBooked({ outcome }: Pick<Entry, 'outcome'>): boolean {
  return outcome === 'approved' || outcome === 'partial';
}

function isTurnover(entry: Entry): boolean {
  return entry.kind !== 'reversal' && isBooked(entry);
}

function readBook(file: string): Book | undefined {
  try {
    return bookSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
