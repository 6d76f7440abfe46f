import { PAGE_SIZE } from '../connection.ts';

/* Source: sqlite.org/fileformat2.html, "WAL-mode File Format". */

/** Bytes before the first frame: magic, version, page size, sequence, two salts, two checksums, each of 4 bytes. */
export const LOG_HEADER = 32;
/** Bytes before the page of a frame: page number, size of the database after a commit or 0, two salts, two checksums. */
export const FRAME_HEADER = 24;
export const FRAME_BYTES = FRAME_HEADER + PAGE_SIZE;
