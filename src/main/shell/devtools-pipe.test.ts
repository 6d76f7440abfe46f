import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type DevtoolsEvent, devtoolsPipe } from './devtools-pipe.ts';

function piped() {
  const input = new PassThrough();
  const output = new PassThrough();
  const events: DevtoolsEvent[] = [];
  const sent: string[] = [];
  input.on('data', (chunk: Buffer) => sent.push(chunk.toString()));
  return { pipe: devtoolsPipe(input, output, (event) => events.push(event)), output, events, sent };
}

const answer = (id: number, result: object): string => `${JSON.stringify({ id, result })}\0`;

describe("the browser's pipe", () => {
  it('ends every message with a zero byte and matches answers by their id', async () => {
    const { pipe, output, sent } = piped();
    const first = pipe.send('Page.enable', {}, 'S');
    const second = pipe.send('Browser.close');
    output.write(answer(2, { b: 2 }) + answer(1, { a: 1 }));
    expect(await Promise.all([first, second])).toEqual([{ a: 1 }, { b: 2 }]);
    expect(sent.join('')).toBe(
      '{"id":1,"method":"Page.enable","params":{},"sessionId":"S"}\0{"id":2,"method":"Browser.close","params":{}}\0',
    );
  });

  it('takes messages whole, split at any byte, and several at once', async () => {
    const event = Buffer.from(`${JSON.stringify({ method: 'Page.frameNavigated', params: { title: 'Prüfung' } })}\0`);
    for (let cut = 1; cut < event.length; cut += 1) {
      const { output, events } = piped();
      output.write(event.subarray(0, cut));
      output.write(Buffer.concat([event.subarray(cut), event]));
      await expect.poll(() => events.length).toBe(2);
      expect(events[0]).toEqual({ method: 'Page.frameNavigated', params: { title: 'Prüfung' } });
    }
  });

  it('passes a refusal on in the words of the browser', async () => {
    const { pipe, output } = piped();
    const asked = pipe.send('Page.nonsense');
    output.write('{"id":1,"error":{"code":-32601,"message":"wasn\'t found"}}\0');
    await expect(asked).rejects.toMatchObject({ code: 'SHELL_BROWSER_REFUSED', message: "wasn't found" });
  });

  it('fails what waits, and what is asked later, when the browser goes', async () => {
    const { pipe, output } = piped();
    const asked = pipe.send('Page.enable');
    output.destroy();
    await expect(asked).rejects.toMatchObject({ code: 'SHELL_BROWSER_GONE' });
    await expect(pipe.send('Page.enable')).rejects.toMatchObject({ code: 'SHELL_BROWSER_GONE' });
  });

  it('hangs up on a message without end', async () => {
    const { pipe, output } = piped();
    const asked = pipe.send('Page.enable');
    const chunk = Buffer.alloc(1024 * 1024, 0x20);
    for (let sent = 0; sent < 5; sent += 1) output.write(chunk);
    await expect(asked).rejects.toMatchObject({ code: 'SHELL_BROWSER_GONE' });
  });
});
