import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LlrpFramer, MOST_MESSAGE_BYTES } from './framer.ts';
import { message } from './message.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** Every message that comes out, as text, and whether the stream still holds. */
function read(pieces: readonly Uint8Array[]): { messages: string[]; holds: boolean } {
  const messages: string[] = [];
  const framer = new LlrpFramer(({ type, version, id, bytes, from, to }) => {
    messages.push(`${version} ${type} ${id} ${Buffer.from(bytes.subarray(from, to)).toString('hex')}`);
  });
  const holds = pieces.map((piece) => framer.push(piece)).at(-1) ?? true;
  return { messages, holds };
}

const anyMessage = fc
  .record({
    version: fc.constantFrom(1, 2),
    type: fc.integer({ min: 0, max: 1023 }),
    id: fc.integer({ min: 0, max: 0xffffffff }),
    body: fc.uint8Array({ maxLength: 600 }),
  })
  .map(({ version, type, id, body }) => message(version, type, id, [...body]));

/** The same bytes in pieces of these lengths, again and again. */
function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const to = at + (lengths[pieces.length % lengths.length] ?? 1);
    pieces.push(bytes.subarray(at, to));
    at = to;
  }
  return pieces;
}

describe('messages in a stream', () => {
  it('are cut by their length, with version, type and id', () => {
    expect(read([hex('043e 0000000a 00000007 083f 0000000c fffffffe beef')])).toEqual({
      messages: ['1 62 7 ', '2 63 4294967294 beef'],
      holds: true,
    });
  });

  it('are the same however they arrive', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 12 }), lengths, (messages, pieces) => {
        const glued = Uint8Array.from(Buffer.concat(messages));
        const whole = read([glued]);
        expect(whole.messages).toHaveLength(messages.length);
        expect(read(messages)).toEqual(whole);
        expect(read(cut(glued, pieces))).toEqual(whole);
        expect(read(cut(glued, [1]))).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['a reserved bit is set', '243e 0000000a 00000007'],
    ['the version is 0', '003e 0000000a 00000007'],
    ['the version is 3', '0c3e 0000000a 00000007'],
    ['it is shorter than its header', '043e 00000009 00000007'],
    ['it is longer than any message', '043e 00100001 00000007'],
  ])('break it where %s, and nothing comes out afterwards', (_, bad) => {
    const good = '043e 0000000a 00000001';
    const bytes = hex(`${good} ${bad} ${good}`);
    const broken = { messages: ['1 62 1 '], holds: false };
    expect(read([bytes])).toEqual(broken);
    expect(read(cut(bytes, [1]))).toEqual(broken);
    expect(read([bytes, hex(good)])).toEqual(broken);
  });

  it('may be as long as the longest, in single bytes too', () => {
    const long = new Uint8Array(MOST_MESSAGE_BYTES);
    long.set(hex('043d 00100000 00000001'));
    for (const pieces of [[long], cut(long, [65_536]), cut(long, [1])]) {
      let length = 0;
      const framer = new LlrpFramer(({ from, to }) => {
        length = to - from;
      });
      for (const piece of pieces) framer.push(piece);
      expect(length).toBe(MOST_MESSAGE_BYTES - 10);
    }
  });
});
