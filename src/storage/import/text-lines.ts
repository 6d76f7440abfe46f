import { isUtf8 } from 'node:buffer';
import type { PhysicalLine } from '../text/lines.ts';

/** A line of text, or the sentence that says why it is none. */
export type TextLine =
  | { readonly kind: 'text'; readonly number: number; readonly text: string }
  | { readonly kind: 'bad'; readonly number: number; readonly message: string };

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Reads a line as UTF-8, without the mark that may head a file and without a carriage return at its end. */
export function textLine(line: PhysicalLine, maxBytes: number): TextLine {
  const { number } = line;
  if (line.kind === 'tooLong') {
    return {
      kind: 'bad',
      number,
      message: `The line is longer than ${maxBytes / 1024} KiB, which nothing here needs.`,
    };
  }
  let bytes = line.bytes;
  if (number === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) bytes = bytes.subarray(3);
  if (number === 1 && startsAsUtf16(bytes)) {
    return { kind: 'bad', number, message: 'The file is UTF-16. Save it as UTF-8.' };
  }
  if (!isUtf8(bytes)) {
    return { kind: 'bad', number, message: 'The line is not UTF-8. Save the file as UTF-8.' };
  }
  const end = bytes.at(-1) === 0x0d ? bytes.length - 1 : bytes.length;
  return { kind: 'text', number, text: bytes.toString('utf8', 0, end) };
}

function startsAsUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}
