/** Bytes from `start` to before `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** One range from a byte on. Source: RFC 9110, section 14.1.2; suffixes and several ranges are never asked for. */
const RANGE = /^bytes=(\d{1,15})-(\d{1,15})?$/;

/** What a Range header asks for of a file of so many bytes; null where that is nothing of it. */
export function rangeOf(header: string, bytes: number): ByteRange | null {
  const [, first, last] = RANGE.exec(header) ?? [];
  if (first === undefined) return null;
  const start = Number(first);
  const end = last === undefined ? bytes : Math.min(bytes, Number(last) + 1);
  return start < end ? { start, end } : null;
}
