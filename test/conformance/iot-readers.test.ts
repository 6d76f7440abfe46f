import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualTime } from '../../src/device/rehearsal/manual-time.ts';
import { readImpinjEvent } from '../../src/device/rfid-reader/impinj/event.ts';
import { LineReader } from '../../src/device/rfid-reader/json/lines.ts';
import { jsonValues } from '../../src/device/rfid-reader/json/values.ts';
import { CommandDesk } from '../../src/device/rfid-reader/zebra/command-desk.ts';
import type { ZebraCommand } from '../../src/device/rfid-reader/zebra/commands.ts';
import { readZebraEvent, readZebraReply, readZebraTag } from '../../src/device/rfid-reader/zebra/message.ts';

interface Vector {
  readonly source: string;
  readonly text: string;
  readonly expect: unknown;
}
interface Command {
  readonly taker: string;
  readonly command: ZebraCommand;
  readonly payload: unknown;
  readonly text: string;
}
const vectors = JSON.parse(readFileSync(new URL('iot-reader-messages.json', import.meta.url), 'utf8')) as {
  readonly impinj: Vector[];
  readonly zebraTags: Vector[];
  readonly zebraEvents: Vector[];
  readonly zebraReplies: Vector[];
  readonly zebraCommands: Command[];
};

const READERS: [keyof typeof vectors & `${'impinj' | 'zebra'}${string}`, (value: unknown) => unknown][] = [
  ['impinj', readImpinjEvent],
  ['zebraTags', readZebraTag],
  ['zebraEvents', readZebraEvent],
  ['zebraReplies', readZebraReply],
];

describe.each(READERS)('published messages: %s', (name, read) => {
  const all = vectors[name] as Vector[];

  it.each(all)('$source: $text', ({ text, expect: expected }) => {
    expect(jsonValues(Buffer.from(text)).values.map(read)).toEqual([expected]);
  });

  it('are read one after the other out of one payload, with nothing between them or a line', () => {
    for (const between of ['', '\r\n', ' ']) {
      const { values, unreadable } = jsonValues(Buffer.from(all.map(({ text }) => text).join(between)));
      expect(values.map(read)).toEqual(all.map((vector) => vector.expect));
      expect(unreadable).toBe(0);
    }
  });

  it('are read as a list', () => {
    const { values } = jsonValues(Buffer.from(`[${all.map(({ text }) => text).join(',')}]`));
    expect((values[0] as unknown[]).map(read)).toEqual(all.map((vector) => vector.expect));
  });
});

it('a stream of published Impinj events with keep-alives between them is read the same however it is cut', () => {
  const { impinj } = vectors;
  const stream = Buffer.from(impinj.map(({ text }) => `\r\n${text}\r\n`).join(''));
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      const lines = new LineReader();
      const events = at
        .slice(1)
        .flatMap((to, index) => lines.push(stream.subarray(at[index], to)))
        .flatMap((line) => jsonValues(line).values)
        .map(readImpinjEvent);
      expect(events).toEqual(impinj.map((vector) => vector.expect));
    }),
  );
});

it('a published event that arrives in two messages is no read, and neither half is one', () => {
  const { text } = vectors.zebraTags[0]!;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: text.length - 1 }), (cut) => {
      for (const half of [text.slice(0, cut), text.slice(cut)]) {
        const { values, unreadable } = jsonValues(Buffer.from(half));
        expect(values.map(readZebraTag).filter(({ kind }) => kind === 'tag')).toEqual([]);
        expect(values.length + unreadable).toBeGreaterThan(0);
      }
    }),
  );
});

it.each(vectors.zebraCommands)(
  'the command $command goes out as it is published, to the $taker interface',
  (published) => {
    const sent: [string, unknown][] = [];
    const desk = new CommandDesk({
      timers: new ManualTime(),
      random: () => 0.5,
      limitMs: 1000,
      send: (taker, bytes) => {
        sent.push([taker, JSON.parse(Buffer.from(bytes).toString())]);
        return 'accepted';
      },
    });
    void desk.ask(published.command, published.payload);
    const expected = JSON.parse(published.text) as object;
    expect(sent).toEqual([[published.taker, { ...expected, command_id: expect.stringMatching(/^cs[0-9a-z]+-1$/) }]]);
  },
);
