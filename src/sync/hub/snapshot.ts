import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** A copy of the hub's ledger that no longer changes. */
export interface SnapshotFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Named by its content, so that a download that is taken up again never mixes two copies. */
export const snapshotPath = (sha256: string): string => `/v1/ledger/${sha256}`;

/** Sends the file, or the rest of it from the byte that "bytes=N-" names (RFC 9110, section 14). */
export async function sendSnapshot(
  { path, bytes }: SnapshotFile,
  range: string | undefined,
  response: ServerResponse,
): Promise<void> {
  const start = range === undefined ? 0 : Number(/^bytes=(\d{1,15})-$/.exec(range)?.[1] ?? Number.NaN);
  if (!(start < bytes)) {
    response.writeHead(416, { 'content-range': `bytes */${bytes}` }).end();
    return;
  }
  response.writeHead(range === undefined ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': bytes - start,
    ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${bytes - 1}/${bytes}` }),
  });
  await pipeline(createReadStream(path, { start, end: bytes - 1 }), response);
}
