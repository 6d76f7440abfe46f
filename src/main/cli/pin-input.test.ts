import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { UsageError } from './io.ts';
import { newPin, type PinSource } from './pin-input.ts';

/** A terminal at which somebody answers each question with the next of `answers`. */
function terminal(answers: readonly string[]) {
  const stream = new PassThrough();
  const raw: boolean[] = [];
  const shown: string[] = [];
  const left = [...answers];
  const source: PinSource = Object.assign(stream, { isTTY: true, setRawMode: (on: boolean) => raw.push(on) });
  const prompt = (text: string): void => {
    shown.push(text);
    if (text === '\n') return;
    const answer = left.shift();
    if (answer === undefined) stream.end();
    else for (const key of answer) stream.write(key);
  };
  return { source, io: { prompt }, raw, shown };
}

describe('a PIN asked for on a terminal', () => {
  it('is typed twice and never shown', async () => {
    const { source, io, raw, shown } = terminal(['2468\r', '2468\n']);
    expect(await newPin({}, io, source)).toBe('2468');
    expect(shown).toEqual(['PIN: ', '\n', 'PIN once more: ', '\n']);
    expect(raw).toEqual([true, false, true, false]);
  });

  it('can be mended with backspace', async () => {
    const { source, io } = terminal(['\u007f249\u007f68\r', '24\b468\r']);
    expect(await newPin({}, io, source)).toBe('2468');
  });

  it.each([
    ['typed differently', ['2468\r', '2469\r'], 'the two PINs differ'],
    ['given up with Ctrl-C', ['24\u0003'], 'no PIN was given'],
    ['given up with Ctrl-D', ['2468\r', '\u0004'], 'no PIN was given'],
    ['left when the terminal goes', [], 'no PIN was given'],
  ])('is refused when %s, and the terminal shows again what is typed', async (_, answers, sentence) => {
    const { source, io, raw } = terminal(answers);
    const asked = newPin({}, io, source);
    await expect(asked).rejects.toThrow(UsageError);
    await expect(asked).rejects.toThrow(sentence);
    expect(raw.at(-1)).toBe(false);
  });
});

describe('a PIN on standard input', () => {
  const piped = (text: string): PinSource => Object.assign(new PassThrough().end(text), { isTTY: false });
  const io = {
    prompt(): void {
      throw new Error('nobody is there to ask');
    },
  };

  it.each([
    ['2468\n', '2468'],
    ['2468', '2468'],
    ['2468\r\nrest\n', '2468'],
    ['', ''],
  ])('is the first line of %j', async (text, pin) => {
    expect(await newPin({ pinStdin: true }, io, piped(text))).toBe(pin);
  });

  it('is not taken unless asked for', async () => {
    await expect(newPin({}, io, piped('2468\n'))).rejects.toThrow('--pin-stdin');
  });
});
