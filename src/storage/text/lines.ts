/** One line as it lies in the file, without its line feed; a carriage return before it is still there. */
export type PhysicalLine =
  | { readonly kind: 'line'; readonly number: number; readonly bytes: Buffer }
  | { readonly kind: 'tooLong'; readonly number: number };

const LINE_FEED = 0x0a;

/**
 * Cuts a stream of bytes into lines, numbered from 1, and hands them over as they come, chunk by chunk. A line of more than
 * `maxBytes` is named and dropped while it is read: no more than one chunk and `maxBytes` are ever held.
 */
export async function* physicalLines(
  source: AsyncIterable<Uint8Array | string>,
  options: { readonly maxBytes: number },
): AsyncGenerator<readonly PhysicalLine[], void, undefined> {
  const { maxBytes } = options;
  let number = 1;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let tooLong = false;

  const hold = (piece: Buffer): void => {
    heldBytes += piece.length;
    if (heldBytes > maxBytes) {
      tooLong = true;
      held = [];
    } else if (piece.length > 0) {
      held.push(piece);
    }
  };
  const finish = (): PhysicalLine => {
    const line: PhysicalLine = tooLong
      ? { kind: 'tooLong', number }
      : { kind: 'line', number, bytes: held.length === 1 ? held[0]! : Buffer.concat(held) };
    number += 1;
    held = [];
    heldBytes = 0;
    tooLong = false;
    return line;
  };

  for await (const data of source) {
    const chunk =
      typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const lines: PhysicalLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      hold(chunk.subarray(start, end));
      lines.push(finish());
      start = end + 1;
    }
    hold(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (heldBytes > 0) yield [finish()];
}
