/** Of `bytea`, by its number in the catalogue. Source: pg_type.dat of PostgreSQL. */
const BYTEA = 17;
/** Dimensions, whether there are NULLs, type of the elements; then, of the one dimension, its length and where it begins to count. */
const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;

/**
 * A parameter of type `bytea[]` in PostgreSQL's binary form (array_recv in arrayfuncs.c). Written as text it would be twice as long, and be
 * turned into hex here and out of it there: half of what it costs to store a batch.
 * @param elements as they are to be stored, or in lowercase hex.
 */
export function byteaArray(elements: readonly (Uint8Array | string)[]): Buffer {
  const size = elements.reduce((sum, element) => sum + LENGTH_BYTES + sizeOf(element), HEAD_BYTES);
  const array = Buffer.allocUnsafe(size);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(0, 4);
  array.writeInt32BE(BYTEA, 8);
  array.writeInt32BE(elements.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEAD_BYTES;
  for (const element of elements) {
    at = array.writeInt32BE(sizeOf(element), at);
    if (typeof element === 'string') array.write(element, at, 'hex');
    else array.set(element, at);
    at += sizeOf(element);
  }
  return array;
}

function sizeOf(element: Uint8Array | string): number {
  return typeof element === 'string' ? element.length / 2 : element.length;
}
