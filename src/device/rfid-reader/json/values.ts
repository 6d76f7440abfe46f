/** What a payload held: its JSON objects and arrays in order, and how many pieces of it could not be read. */
export interface JsonValues {
  readonly values: readonly unknown[];
  readonly unreadable: number;
}

/** Deepest nesting that is read; readers' messages have four or five levels. */
const DEEPEST = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
/** Between two values: white space, and nothing else. */
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const NOTHING: JsonValues = { values: [], unreadable: 0 };
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the objects and arrays of one payload, which may hold several without anything between them: readers that batch write
 * `}{`. What lies between them, and what is not JSON or not UTF-8, is counted and passed over; a value that has no end counts as one.
 * Every byte is looked at once, so that no payload takes long.
 */
export function jsonValues(bytes: Uint8Array): JsonValues {
  if (bytes.length === 0) return NOTHING;
  const values: unknown[] = [];
  let unreadable = 0;
  let start = -1;
  let depth = 0;
  let inText = false;
  let litter = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
      continue;
    }
    if (depth === 0) {
      if (OPENING.has(byte)) {
        if (litter) unreadable += 1;
        litter = false;
        start = at;
        depth = 1;
      } else if (!SPACE.has(byte)) litter = true;
      continue;
    }
    if (byte === QUOTE) inText = true;
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) {
      depth -= 1;
      if (depth > 0) continue;
      const value = parsed(bytes.subarray(start, at + 1));
      if (value === undefined) unreadable += 1;
      else values.push(value);
    }
    // Nobody sends this; the rest of such a payload is not worth a guess.
    if (depth > DEEPEST) return { values, unreadable: unreadable + 1 };
  }
  return { values, unreadable: unreadable + (litter || depth > 0 ? 1 : 0) };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}
