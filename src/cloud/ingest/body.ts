import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { MAX_BATCH_BYTES } from '../../sync/wire/journal-upload.ts';
import { CloudProblem } from '../problem.ts';

const unpackers = { gzip: gunzipSync, zstd: zstdDecompressSync };

/**
 * The bytes of a body that came packed. What would unpack to more than a batch may have is given up when it gets there: a bomb costs
 * a megabyte. Done at once: a batch takes a millisecond or two, and handing it to another thread takes longer on a busy machine. @throws CloudProblem TOO_LARGE, BAD_REQUEST, UNSUPPORTED_TYPE.
 */
export function unpacked(body: Buffer, encoding: string | undefined): Uint8Array {
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip' && encoding !== 'zstd') {
    throw new CloudProblem('UNSUPPORTED_TYPE', 'A body comes as it is, or packed with gzip or zstd.');
  }
  try {
    return unpackers[encoding](body, { maxOutputLength: MAX_BATCH_BYTES });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new CloudProblem('TOO_LARGE', `A batch has ${MAX_BATCH_BYTES} bytes at most.`);
    }
    throw new CloudProblem('BAD_REQUEST', `The body is not ${encoding}.`);
  }
}
