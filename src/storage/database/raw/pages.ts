/**
 * Reading a SQLite file without SQLite, for when it has become one that SQLite refuses: pages, their rows and the write-ahead
 * log, by the published file format (sqlite.org/fileformat2.html). Everything read is taken for damaged until it proves itself.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { PAGE_SIZE } from '../connection.ts';
import { guarded } from '../faults.ts';
import { type LoggedPages, loggedPages } from './write-ahead-log.ts';

export interface PageSource {
  /** The numbers of all pages, those of the file first. As many as there are bytes for, whatever a page claims. */
  numbers(): Generator<number, void, undefined>;
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
      const logged: LoggedPages = log === null ? new Map() : loggedPages(log);
      // Rows that follow one another mostly lie on the same page.
      let last: { readonly number: number; readonly page: Buffer } | null = null;
      const inFile = file === null ? 0 : Math.ceil(fstatSync(file).size / PAGE_SIZE);
      return {
        numbers: () => pageNumbers(inFile, logged),
        has: (number) => (number >= 1 && number <= inFile) || logged.has(number),
        read(number) {
          if (last?.number === number) return last.page;
          const offset = logged.get(number);
          const page =
            offset === undefined || log === null
              ? pageAt(path, file, (number - 1) * PAGE_SIZE)
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

function* pageNumbers(inFile: number, logged: LoggedPages): Generator<number, void, undefined> {
  for (let number = 1; number <= inFile; number += 1) yield number;
  for (const number of logged.keys()) if (number > inFile) yield number;
}

function pageAt(path: string, descriptor: number | null, offset: number): Buffer {
  const page = Buffer.alloc(PAGE_SIZE);
  if (descriptor !== null) guarded(`reading ${path}`, () => readSync(descriptor, page, 0, PAGE_SIZE, offset));
  return page;
}
