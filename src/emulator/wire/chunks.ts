/** How bytes reach the other end: in one write, one write a byte, in writes of so many bytes, or joined with what else is said within a moment. */
export type Chunks = 'whole' | 'bytes' | 'joined' | number;

/**
 * Cuts bytes into the pieces that are written one after another.
 *
 * @throws RangeError when a number of bytes is not a positive integer.
 */
export function* piecesOf(bytes: Uint8Array, chunks: Chunks): Generator<Uint8Array> {
  const size = chunks === 'whole' || chunks === 'joined' ? bytes.length : chunks === 'bytes' ? 1 : chunks;
  if (bytes.length === 0) return;
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`not a chunk size: ${chunks}`);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
