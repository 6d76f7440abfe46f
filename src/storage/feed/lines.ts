import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { type FeedRow, MOST_LINE, readRow } from '../../domain/feed/row.ts';
import { isValueOf } from '../../domain/feed/values.ts';
import type { FeedStaged } from '../../workstation/ports/feed.ts';
import { guardedAsync } from '../database/faults.ts';

/** Takes a row, or says that it can't be one. */
export type TakeRow = (row: FeedRow) => boolean;

/** Reads rows, one a line, until one is none. */
export function takeLines(lines: readonly string[], take: TakeRow, before = 0): FeedStaged {
  let version = 0;
  for (const [index, line] of lines.entries()) {
    const read = readRow(line);
    const flawed = { kind: 'flawed', line: before + index + 1 } as const;
    if (read.kind === 'flawed') return flawed;
    const { row, value } = read;
    if (value !== null && !isValueOf(row.collection, row.key, value)) return flawed;
    if (!take(row)) return flawed;
    version = row.version;
  }
  return { kind: 'staged', rows: lines.length, version };
}

export function linesOf(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Reads the rows of a packed part, some at a time, however long it is. @throws Fault STORAGE_IO */
export async function takePart(path: string, sha256: string, take: TakeRow): Promise<FeedStaged> {
  return guardedAsync(`reading ${path}`, async () => {
    const digest = createHash('sha256');
    const unpacking = createZstdDecompress();
    const ended = pipeline(
      createReadStream(path, { highWaterMark: 256 * 1024 }),
      async function* (packed: AsyncIterable<Buffer>) {
        for await (const bytes of packed) {
          digest.update(bytes);
          yield bytes;
        }
      },
      unpacking,
    );
    ended.catch(() => {});
    let rows = 0;
    let rest = '';
    const decoder = new TextDecoder();
    try {
      for await (const bytes of unpacking) {
        const lines = (rest + decoder.decode(bytes as Buffer, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        if (rest.length > MOST_LINE) return { kind: 'flawed', line: rows + lines.length + 1 };
        const taken = takeLines(lines, take, rows);
        if (taken.kind === 'flawed') return taken;
        rows += taken.rows;
      }
      await ended;
    } catch (error) {
      if (error instanceof Error && 'code' in error && /^(?:ERR_ZLIB|ZSTD_)/.test(String(error.code)))
        return { kind: 'flawed', line: rows + 1 };
      throw error;
    }
    // Nothing of it is published before its bytes are known to be those that the cloud named.
    const isWhole = rest === '' && digest.digest('hex') === sha256;
    return isWhole ? { kind: 'staged', rows, version: 0 } : { kind: 'flawed', line: rows + 1 };
  });
}
