import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PhysicalLine, physicalLines } from './lines.ts';

async function linesOf(chunks: Iterable<Uint8Array | string>, maxBytes = 1000): Promise<PhysicalLine[]> {
  async function* source() {
    yield* chunks;
  }
  const lines: PhysicalLine[] = [];
  for await (const some of physicalLines(source(), { maxBytes })) lines.push(...some);
  return lines;
}

const texts = (lines: readonly PhysicalLine[]) =>
  lines.map((line) => (line.kind === 'line' ? `${line.number} ${line.bytes.toString('latin1')}` : `${line.number}!`));

describe('lines of a stream', () => {
  it('are numbered from 1, blank ones too, with the carriage return still on and the last one without its end', async () => {
    expect(texts(await linesOf(['a\r\n\nb']))).toEqual(['1 a\r', '2 ', '3 b']);
    expect(texts(await linesOf(['a\n']))).toEqual(['1 a']);
    expect(texts(await linesOf([]))).toEqual([]);
    expect(texts(await linesOf(['']))).toEqual([]);
  });

  it('of more bytes than allowed are named, and the lines after them read', async () => {
    expect(texts(await linesOf(['aaaa\naaa', 'aa\nbbbb\nccccc'], 4))).toEqual(['1 aaaa', '2!', '3 bbbb', '4!']);
  });

  it('pass over a line of 10 MB and go on after it', async () => {
    const chunk = Buffer.alloc(64 * 1024);
    function* endless() {
      for (let count = 0; count < 160; count += 1) yield chunk.fill('x');
      yield '\nb\n';
    }
    expect(texts(await linesOf(endless()))).toEqual(['1!', '2 b']);
  });

  it('are the same however the stream is cut', async () => {
    const pieces = fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n', '"', 'ü', 'lllllllll'), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.array(fc.nat(6), { minLength: 1, maxLength: 8 }), async (words, cuts) => {
        const whole = Buffer.from(words.join(''));
        const chunks: Buffer[] = [];
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const size = 1 + cuts[turn % cuts.length]!;
          chunks.push(whole.subarray(at, at + size));
          at += size;
        }
        expect(texts(await linesOf(chunks, 6))).toEqual(texts(await linesOf([whole], 6)));
      }),
    );
  });
});
