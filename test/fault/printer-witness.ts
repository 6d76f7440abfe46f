/**
 * What a printer may be quoted with: every reply has to stand in the bytes of the line, one after the other and none of them twice. Read by
 * the published formats alone and apart from the drivers, which it is to witness against.
 */
import type { PrinterReply } from '../../src/device/pos-printer/replies.ts';
import type { StarReply } from '../../src/device/pos-printer/star-replies.ts';

/** How many bytes the reply takes from a place on, 0 where it does not stand there. */
type Standing = (bytes: Uint8Array, from: number) => number;

/** The first of the replies that was never said, or null. */
export function unsaidOf(replies: readonly PrinterReply[], bytes: Uint8Array): PrinterReply | null {
  return firstUnsaid(replies, bytes, (reply) => exactly(wireOf(reply)));
}

/** The first of a Star printer's replies that was never said, or null. */
export function unsaidOfStar(replies: readonly StarReply[], bytes: Uint8Array): StarReply | null {
  return firstUnsaid(replies, bytes, (reply) =>
    reply.kind === 'status'
      ? (said, from) => (stateAt(said, from) === stateIn(reply) ? lengthAt(said, from) : 0)
      : exactly([0x1b, 0x1d, 0x03, 0x01, reply.document & 0xff, reply.document >> 8, null, 0x00]),
  );
}

function firstUnsaid<Reply>(
  replies: readonly Reply[],
  bytes: Uint8Array,
  standing: (reply: Reply) => Standing,
): Reply | null {
  let from = 0;
  for (const reply of replies) {
    const stands = standing(reply);
    while (from < bytes.length && stands(bytes, from) === 0) from += 1;
    if (from >= bytes.length) return reply;
    from += stands(bytes, from);
  }
  return null;
}

/** Null stands for any byte. */
function exactly(wire: readonly (number | null)[]): Standing {
  return (bytes, from) =>
    wire.every((byte, at) => from + at < bytes.length && (byte === null || byte === bytes[from + at]))
      ? wire.length
      : 0;
}

/** Epson: GS ( H function 48 answers 37h 22h, four characters, 00h; DLE DC4 function 8 answers 37h 25h 00h. */
function wireOf(reply: PrinterReply): readonly number[] {
  switch (reply.kind) {
    case 'processed':
      return [0x37, 0x22, ...Buffer.from(reply.id, 'latin1'), 0x00];
    case 'cleared':
      return [0x37, 0x25, 0x00];
    case 'automatic':
      return [...reply.bytes];
    default:
      return [reply.byte];
  }
}

/** Star, appendix 2: the length of a block in bits 5, 3, 2 and 1 of its first byte, 0xx0xxx1; the others are 0xx0xxx0, bit 7 of the second apart. */
function lengthAt(bytes: Uint8Array, from: number): number {
  const bits = (bytes[from] ?? 0).toString(2).padStart(8, '0');
  if (!/^0..0...1$/.test(bits)) return 0;
  const length = Number.parseInt(`${bits[2]}${bits.slice(4, 7)}`, 2);
  const rest = [...bytes.subarray(from + 1, from + length)].map((byte) => byte.toString(2).padStart(8, '0'));
  const whole =
    rest.length === length - 1 && rest.every((each, at) => (at === 0 ? /^...0...0$/ : /^0..0...0$/).test(each));
  return whole && length >= 6 ? length : 0;
}

/** What the block that stands here says, one letter a fact; null where none does. */
function stateAt(bytes: Uint8Array, from: number): string | null {
  const length = lengthAt(bytes, from);
  if (length === 0) return null;
  const on = (byte: number, bit: number): boolean => ((bytes[from + byte - 1] ?? 0) & (2 ** bit)) > 0;
  const count = [6, 5, 3, 2, 1].reduce((sum, bit) => sum * 2 + Number(on(8, bit)), 0);
  const paper = on(6, 3) ? 'out' : on(6, 1) || on(6, 2) ? 'nearEnd' : 'ok';
  const facts = [on(3, 3), on(3, 2), on(3, 5), on(4, 3), on(4, 5) || on(4, 6)];
  return JSON.stringify([...facts, paper, length < 8 ? null : count]);
}

function stateIn({ status, etbCount }: Extract<StarReply, { kind: 'status' }>): string {
  const { offline, drawerHigh, coverOpen, cutter, stuck, paper } = status;
  return JSON.stringify([offline, drawerHigh, coverOpen, cutter, stuck, paper, etbCount]);
}
