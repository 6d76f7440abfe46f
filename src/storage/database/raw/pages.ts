/**
 * Reading a SQLite file without SQLite, for when it has become one that SQLite refuses: pages, their rows and the write-ahead
 * log, by the published file format (sqlite.org/fileformat2.html). Everything read is taken for damaged until it proves itself.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { PAGE_SIZE } from '../connection.ts';
import { guarded } from '../faults.ts';
import { type LoggedPages, readLog } from './write-ahead-log.ts';

export interface PageSource {
  /**
   * The numbers of all pages, those of the file first. As many as there are bytes for, whatever a page claims. Beside a damaged log
   * more copies follow, under numbers that no page has: in such a copy may stand what the copy under the page's own number lacks.
   */
  numbers(): Generator<number, void, undefined>;
  /** True of a copy that is known to be damaged in some place. */
  isDoubtful(number: number): boolean;
  has(number: number): boolean;
  /** A page, the log's copy first; zeros where the file ends. Not to be written to. @throws Fault STORAGE_IO when the disk does not give it. */
  read(number: number): Buffer;
  close(): void;
}

/**
 * Opens a database file and the log beside it, either of which may be missing; changes neither.
 * @throws Fault STORAGE_IO.
 */
export function openPages(path: string): PageSource {
  const descriptors: number[] = [];
  const close = () => {
    for (const descriptor of descriptors.splice(0)) closeSync(descriptor);
  };
  const open = (name: string): number | null => {
    if (!existsSync(name)) return null;
    const descriptor = openSync(name, 'r');
    descriptors.push(descriptor);
    return descriptor;
  };
  try {
    return guarded(`reading ${path}`, () => {
      const file = open(path);
      const log = open(`${path}-wal`);
      const inFile = file === null ? 0 : Math.ceil(fstatSync(file).size / PAGE_SIZE);
      const { logged, copies } = log === null ? NO_LOG : pagesOfLog(log, inFile);
      // Rows that follow one another mostly lie on the same page.
      let last: { readonly number: number; readonly page: Buffer } | null = null;
      return {
        numbers: () => pageNumbers(inFile, { logged, copies }),
        has: (number) => (number >= 1 && number <= inFile) || logged.has(number),
        isDoubtful: (number) => copies.get(number)?.whole === false,
        read(number) {
          if (last?.number === number) return last.page;
          const copy = copies.get(number);
          const offset = copy?.from === 'log' ? copy.offset : logged.get(number);
          const page =
            offset === undefined || log === null
              ? pageAt(path, file, copy?.offset ?? (number - 1) * PAGE_SIZE)
              : pageAt(path, log, offset);
          last = { number, page };
          return page;
        },
        close,
      };
    });
  } catch (error) {
    close();
    throw error;
  }
}

/** Page numbers have 32 bits; what is behind them names copies. */
const FIRST_COPY = 2 ** 32;

interface Copy {
  readonly from: 'file' | 'log';
  readonly offset: number;
  readonly whole: boolean;
}

interface PagesOfLog {
  /** Where in the log the copy of a page lies that stands for it. */
  readonly logged: LoggedPages;
  readonly copies: ReadonlyMap<number, Copy>;
}

const NO_LOG: PagesOfLog = { logged: new Map(), copies: new Map() };

/**
 * What a sound log has was committed last, so that it stands for its pages. Of a damaged one nobody knows which copies the newest
 * ones stood for, and all of it may have been moved into the file before: there every other copy is given too, the file's own as well.
 */
function pagesOfLog(log: number, inFile: number): PagesOfLog {
  const { committed, damage } = readLog(log);
  if (damage === null) return { logged: committed, copies: new Map() };
  const logged = new Map(damage.whole);
  const hidden = [...logged.keys()].filter((page) => page <= inFile);
  // An entry may go on on a page that is nowhere else; its hash tells whether it is the right one.
  for (const { page, offset } of damage.others) if (page > inFile && !logged.has(page)) logged.set(page, offset);
  const copies: Copy[] = [
    ...hidden.map((page) => ({ from: 'file' as const, offset: (page - 1) * PAGE_SIZE, whole: true })),
    ...damage.others.map(({ offset, whole }) => ({ from: 'log' as const, offset, whole })),
  ];
  return { logged, copies: new Map(copies.map((copy, index) => [FIRST_COPY + index, copy])) };
}

function* pageNumbers(inFile: number, { logged, copies }: PagesOfLog): Generator<number, void, undefined> {
  for (let number = 1; number <= inFile; number += 1) yield number;
  for (const number of logged.keys()) if (number > inFile) yield number;
  yield* copies.keys();
}

function pageAt(path: string, descriptor: number | null, offset: number): Buffer {
  const page = Buffer.alloc(PAGE_SIZE);
  if (descriptor !== null) guarded(`reading ${path}`, () => readSync(descriptor, page, 0, PAGE_SIZE, offset));
  return page;
}
