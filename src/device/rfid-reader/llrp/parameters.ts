import { TV_BYTES } from './numbers.ts';

/** One parameter of a message: its value is `bytes[from]` up to `bytes[to - 1]`. */
export interface Parameter {
  readonly type: number;
  readonly from: number;
  readonly to: number;
}

/** A stretch of bytes to read from. */
export interface Span {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** The parameters that stand side by side in a stretch of bytes, nested ones unopened; null where they do not fill it exactly. */
export function parametersIn({ bytes, from, to }: Span): Parameter[] | null {
  const found: Parameter[] = [];
  let at = from;
  while (at < to) {
    const head = bytes[at] ?? 0;
    if (head >= 0x80) {
      const size = TV_BYTES[head & 0x7f] ?? 0;
      if (size === 0 || at + size > to) return null;
      found.push({ type: head & 0x7f, from: at + 1, to: at + size });
      at += size;
      continue;
    }
    if (to - at < 4) return null;
    const end = at + u16(bytes, at + 2);
    if (end < at + 4 || end > to) return null;
    found.push({ type: ((head & 0x03) << 8) | (bytes[at + 1] ?? 0), from: at + 4, to: end });
    at = end;
  }
  return found;
}

/** The values of a type in a stretch, as stretches of their own that are at least so long; null where the stretch is malformed. */
export function valuesOf(span: Span, type: number, leastBytes: number): Span[] | null {
  const parameters = parametersIn(span);
  if (parameters === null) return null;
  const values = parameters.filter((each) => each.type === type);
  if (values.some(({ from, to }) => to - from < leastBytes)) return null;
  return values.map(({ from, to }) => ({ bytes: span.bytes, from, to }));
}

/** The same stretch without its first bytes: the fields that stand before its parameters. */
export function after(span: Span, fields: number): Span {
  return { ...span, from: Math.min(span.from + fields, span.to) };
}

/** Zero past the end, so that a caller who has checked the length needs no second check. */
export function u8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

export function u16(bytes: Uint8Array, at: number): number {
  return (u8(bytes, at) << 8) | u8(bytes, at + 1);
}

export function u32(bytes: Uint8Array, at: number): number {
  return u16(bytes, at) * 0x10000 + u16(bytes, at + 2);
}
