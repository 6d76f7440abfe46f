import type { PrinterStatus } from './status.ts';

/** What a Star printer says. */
export type StarReply =
  /** Its state, and its count of the ETB commands that it has printed up to (0 to 31); null for a model whose block is too short to hold it. */
  | { readonly kind: 'status'; readonly status: PrinterStatus; readonly etbCount: number | null }
  /** The answer to ESC GS ETX 1 n1 n2: everything before it is printed. `document`: n1 + 256 n2. */
  | { readonly kind: 'printEnd'; readonly document: number };

/** The header says a length from 0 to 15; state ends with the sixth byte, so that a shorter block says nothing. */
const SHORTEST = 6;
/** Bytes of data after an expanded block: all that is asked for here has fifteen, and 512 out of garbage would swallow real answers. */
const LONGEST_DATA = 64;
/** ESC GS ETX 1 n1 n2 [counter] NUL. */
const PRINT_END = { head: [0x1b, 0x1d, 0x03, 0x01], length: 8 } as const;
/** The same within an expanded block: "20" : B, two bytes of length, the eight bytes, a semicolon. */
const WRAPPED = { head: [0x32, 0x30, 0x3a, 0x42, 0x00, 0x08], length: 15, end: 0x3b } as const;

/**
 * Reads a Star printer's side of the line (Star, "STAR Line Mode Command Specifications", appendix 2): blocks of Automatic Status
 * Back, whose first byte is 0xx0xxx1 and holds the length of the block in bits 5, 3, 2 and 1, every other byte being 0xx0xxx0. Over a
 * network bit 7 of the second byte says that two bytes of length and so many of data follow (5.2.4); over a serial line what else is
 * said comes as it is. Bytes that fit nothing are skipped and counted; never more than 81 are kept.
 */
export class StarReplies {
  #partial: number[] = [];
  #skipped = 0;

  get skipped(): number {
    return this.#skipped;
  }

  push(bytes: Uint8Array): StarReply[] {
    const replies: StarReply[] = [];
    for (const byte of bytes) replies.push(...this.#take(byte));
    return replies;
  }

  reset(): void {
    this.#partial = [];
  }

  #take(byte: number): StarReply[] {
    this.#partial.push(byte);
    const wanted = wantedLength(this.#partial);
    if (wanted === null) return this.#brokenOff();
    if (this.#partial.length < wanted) return [];
    const whole = this.#partial;
    this.#partial = [];
    return whole[0] === PRINT_END.head[0] ? printEndIn(whole, 0) : [statusOf(whole), ...dataOf(whole)];
  }

  /** What was kept is no reply. What is lost of it is its first byte: another reply may begin within the rest. */
  #brokenOff(): StarReply[] {
    const [, ...rest] = this.#partial;
    this.#skipped += 1;
    this.#partial = [];
    return this.push(Uint8Array.from(rest));
  }
}

/** How long the reply that begins so will be, as far as can be said yet; null when none does. */
function wantedLength(partial: readonly number[]): number | null {
  const [first = 0, second = 0] = partial;
  if (first === PRINT_END.head[0]) {
    const fits = PRINT_END.head.every((byte, at) => at >= partial.length || partial[at] === byte);
    const ended = partial.length < PRINT_END.length || partial[7] === 0;
    return fits && ended ? PRINT_END.length : null;
  }
  const block = lengthOf(first);
  if ((first & 0x91) !== 0x01 || block < SHORTEST) return null;
  if (partial.length >= 2 && (second & 0x11) !== 0) return null;
  if (partial.slice(2, block).some((byte) => (byte & 0x91) !== 0)) return null;
  const expanded = (second & 0x80) !== 0;
  if (!expanded) return block;
  const [high = 0, low = 0] = partial.slice(block);
  const data = partial.length < block + 2 ? 0 : high * 256 + low;
  return data > LONGEST_DATA ? null : block + 2 + data;
}

const lengthOf = (header: number): number => ((header >> 2) & 0x08) | ((header >> 1) & 0x07);

const bit = (byte: number, position: number): boolean => (byte & (1 << position)) !== 0;

/** Bytes as the appendix counts them, the header being the first. */
function statusOf(whole: readonly number[]): StarReply {
  const block = whole.slice(0, lengthOf(whole[0] ?? 0));
  const [, , third = 0, fourth = 0, , sixth = 0, , eighth] = block;
  return {
    kind: 'status',
    status: {
      // Third byte, printer status 1: bit 2 the drawer's switch, bit 3 offline, bit 5 cover open.
      offline: bit(third, 3),
      drawerHigh: bit(third, 2),
      coverOpen: bit(third, 5),
      // Fourth byte, error 1: bit 3 autocutter, bit 5 unrecoverable, bit 6 stopped by a hot head.
      cutter: bit(fourth, 3),
      stuck: bit(fourth, 5) || bit(fourth, 6),
      // Sixth byte, paper: bit 3 empty, bits 1 and 2 near its end.
      paper: bit(sixth, 3) ? 'out' : (sixth & 0x06) !== 0 ? 'nearEnd' : 'ok',
    },
    // Eighth byte: bits 6, 5, 3, 2 and 1 of the counter, from the highest to the lowest.
    etbCount: eighth === undefined ? null : ((eighth >> 2) & 0x18) | ((eighth >> 1) & 0x07),
  };
}

/** What an expanded block has to say beside the state. Of all that can be, only the end of a print is asked for here. */
function dataOf(whole: readonly number[]): StarReply[] {
  const data = whole.slice(lengthOf(whole[0] ?? 0) + 2);
  const is = data.length === WRAPPED.length && data.at(-1) === WRAPPED.end;
  return is && WRAPPED.head.every((byte, at) => data[at] === byte) ? printEndIn(data, WRAPPED.head.length) : [];
}

function printEndIn(bytes: readonly number[], from: number): StarReply[] {
  const reply = bytes.slice(from, from + PRINT_END.length);
  if (PRINT_END.head.some((byte, at) => reply[at] !== byte) || reply[7] !== 0) return [];
  const [, , , , low = 0, high = 0] = reply;
  return [{ kind: 'printEnd', document: low + high * 256 }];
}
