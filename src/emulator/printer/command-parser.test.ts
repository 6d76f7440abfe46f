import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Command, CommandParser } from './command-parser.ts';

function commandsOf(bytes: Uint8Array, sizes: readonly number[] = [bytes.length]): Command[] {
  const parser = new CommandParser();
  const commands: Command[] = [];
  let start = 0;
  for (let i = 0; start < bytes.length; i++) {
    const piece = bytes.subarray(start, start + Math.max(1, sizes[i % sizes.length] ?? 1));
    for (let at = 0; at < piece.length; ) {
      const { next, command } = parser.take(piece, at);
      at = next;
      if (command !== undefined) commands.push(command);
    }
    start += piece.length;
  }
  return commands;
}

const names = (hex: string) => commandsOf(Buffer.from(hex.replaceAll(' ', ''), 'hex')).map(({ name }) => name);

test.each([
  ['ESC @ and text', '1b 40 41 42', ['ESC @', 'text', 'text']],
  ['lone control characters', '0a 0d 09', ['control', 'control', 'control']],
  ['GS ! takes one parameter', '1d 21 11 41', ['GS !', 'text']],
  ['GS V 0 takes none more, GS V 66 one', '1d 56 00 41 1d 56 42 03 41', ['GS V', 'text', 'GS V', 'text']],
  ['GS ( k takes as many as it says', '1d 28 6b 03 00 31 43 06 41', ['GS (', 'text']],
  ['GS v 0 takes its picture', '1d 76 30 00 01 00 02 00 41 42 43', ['GS v', 'text']],
  ['ESC * of 24 dots takes three bytes a column', '1b 2a 21 01 00 41 42 43 44', ['ESC *', 'text']],
  ['ESC * of 8 dots takes one', '1b 2a 00 02 00 41 42 43', ['ESC *', 'text']],
  ['ESC D ends with NUL', '1b 44 08 10 00 41', ['ESC D', 'text']],
  ['GS k A ends with NUL, GS k B says its length', '1d 6b 04 41 42 00 1d 6b 49 02 41 42 43', ['GS k', 'GS k', 'text']],
  ['ESC & takes its characters', '1b 26 01 41 42 01 ff 02 ff ff 43', ['ESC &', 'text']],
  ['DLE EOT takes one, DLE DC4 8 seven', '10 04 01 10 14 08 01 03 14 01 06 02 08 41', ['DLE \x04', 'DLE \x14', 'text']],
  ['GS ( H takes an id', '1d 28 48 06 00 30 30 41 42 43 44 45', ['GS (', 'text']],
  ['FS . and ESC M', '1c 2e 1b 4d 00 41', ['FS .', 'ESC M', 'text']],
])('%s', (_, hex, expected) => {
  expect(names(hex)).toEqual(expected);
});

test('a command of no reference is passed over and said to be unknown', () => {
  const [first, second] = commandsOf(Buffer.from('1b7e41', 'hex'));
  expect(first).toMatchObject({ name: 'ESC ~', known: false });
  expect(second).toMatchObject({ name: 'text', head: [0x41] });
});

test('a picture of four gigabytes is announced and not kept', () => {
  const head = Buffer.from('1d384c' + 'ffffffff', 'hex');
  const parser = new CommandParser();
  expect(parser.take(head, 0).command).toBeUndefined();
  for (let i = 0; i < 50; i++) expect(parser.take(Buffer.alloc(100_000), 0).command).toBeUndefined();
});

test('however the bytes are cut, the commands are the same', () => {
  const byte = fc.oneof(
    fc.constantFrom(0x1b, 0x1d, 0x1c, 0x10, 0x40, 0x28, 0x76, 0x6b, 0x00, 0x0a),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(
      fc.array(byte, { maxLength: 300 }),
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 }),
      (list, sizes) => {
        const bytes = Uint8Array.from(list);
        expect(commandsOf(bytes, sizes)).toEqual(commandsOf(bytes));
      },
    ),
    { numRuns: 500 },
  );
});
