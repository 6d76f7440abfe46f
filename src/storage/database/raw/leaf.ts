import { PAGE_SIZE } from '../connection.ts';
import type { PageSource } from './pages.ts';
import { varint } from './record.ts';

/** The first byte of a page that holds rows of a table. Source: sqlite.org/fileformat2.html, "B-tree Pages". */
const TABLE_LEAF = 0x0d;
const FILE_HEADER = 100;
const PAGE_HEADER = 8;
/** Most payload that lies in the page itself; the rest goes to overflow pages. */
const MOST_LOCAL = PAGE_SIZE - 35;
const LEAST_LOCAL = Math.floor(((PAGE_SIZE - 12) * 32) / 255) - 23;
const OVERFLOW_BYTES = PAGE_SIZE - 4;

/** How many rows a page says that it holds; 0 when it is no page of rows. A damaged page may say anything up to the bound. */
export function cellCount(page: Buffer, number: number): number {
  const start = number === 1 ? FILE_HEADER : 0;
  if (page[start] !== TABLE_LEAF) return 0;
  return Math.min(page.readUInt16BE(start + 3), (PAGE_SIZE - start - PAGE_HEADER) / 2);
}

/**
 * The payload of one row of a page, with what overflowed; null where it cannot be made out. Nothing is believed: every offset,
 * length and page number is checked, and a chain of overflow pages is followed no further than its length needs.
 */
export function cellPayload(
  pages: PageSource,
  page: Buffer,
  number: number,
  cell: number,
  most: number,
): Buffer | null {
  const pointer = (number === 1 ? FILE_HEADER : 0) + PAGE_HEADER + 2 * cell;
  const start = page.readUInt16BE(pointer);
  const size = varint(page, start);
  if (size === null || size.value > most) return null;
  const rowid = varint(page, start + size.length);
  if (rowid === null) return null;
  const from = start + size.length + rowid.length;
  const local = localSize(size.value);
  if (from + local > PAGE_SIZE) return null;
  const head = page.subarray(from, from + local);
  if (local === size.value) return head;
  if (from + local + 4 > PAGE_SIZE) return null;
  return overflowed(pages, head, page.readUInt32BE(from + local), size.value);
}

function localSize(size: number): number {
  if (size <= MOST_LOCAL) return size;
  const wanted = LEAST_LOCAL + ((size - LEAST_LOCAL) % OVERFLOW_BYTES);
  return wanted <= MOST_LOCAL ? wanted : LEAST_LOCAL;
}

function overflowed(pages: PageSource, head: Buffer, first: number, size: number): Buffer | null {
  const payload = Buffer.alloc(size);
  let filled = head.copy(payload);
  let next = first;
  while (filled < size) {
    if (!pages.has(next)) return null;
    const page = pages.read(next);
    next = page.readUInt32BE(0);
    filled += page.copy(payload, filled, 4, 4 + Math.min(OVERFLOW_BYTES, size - filled));
  }
  return payload;
}
