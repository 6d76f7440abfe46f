import { type Io, UsageError } from './io.ts';

/** What a PIN is read from: standard input, which on a terminal can stop showing what is typed. */
export interface PinSource {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
  on(event: 'data' | 'end', listener: (chunk: Uint8Array) => void): unknown;
  off(event: 'data' | 'end', listener: (chunk: Uint8Array) => void): unknown;
}

/** Longer than any PIN; what is longer still is no PIN, and is not read to its end. */
const MOST_BYTES = 256;

/**
 * The PIN that an operator is to have: the first line of standard input, or typed twice on a terminal that does not show it.
 * @throws UsageError where the two differ, where there is no terminal to ask on, and when whoever is asked gives up.
 */
export async function newPin(
  options: { readonly pinStdin?: boolean },
  io: Pick<Io, 'prompt'>,
  source: PinSource = process.stdin,
): Promise<string> {
  if (options.pinStdin === true) return firstLine(source);
  if (source.isTTY !== true || source.setRawMode === undefined) {
    throw new UsageError('there is no terminal to ask for the PIN on; write it to standard input and add --pin-stdin');
  }
  const first = await typedUnseen('PIN: ', io, source);
  const second = await typedUnseen('PIN once more: ', io, source);
  if (first !== second) throw new UsageError('the two PINs differ; nothing has changed');
  return first;
}

/** The first line of standard input, or as much of it as any secret has. */
export async function firstLine(source: PinSource): Promise<string> {
  let text = '';
  for await (const chunk of source) {
    text += String(chunk);
    if (text.includes('\n') || text.length > MOST_BYTES) break;
  }
  return (text.split('\n', 1)[0] ?? '').replace(/\r$/, '');
}

/** Keys as a terminal in raw mode sends them. */
const KEY = { interrupt: 0x03, endOfText: 0x04, backspace: 0x08, lineFeed: 0x0a, enter: 0x0d, delete: 0x7f } as const;

/** What has been typed so far, and how it ended. */
export interface Typing {
  readonly text: string;
  readonly end: 'open' | 'entered' | 'givenUp';
}

export const NOTHING_TYPED: Typing = { text: '', end: 'open' };

/** One more byte from the terminal. What comes after the Enter in one breath is dropped: nobody types two PINs at once. */
export function typed({ text, end }: Typing, byte: number): Typing {
  if (end !== 'open') return { text, end };
  switch (byte) {
    case KEY.enter:
    case KEY.lineFeed:
      return { text, end: 'entered' };
    case KEY.interrupt:
    case KEY.endOfText:
      return { text: '', end: 'givenUp' };
    case KEY.backspace:
    case KEY.delete:
      return { text: text.slice(0, -1), end };
    default:
      return { text: text.length < MOST_BYTES ? text + String.fromCharCode(byte) : text, end };
  }
}

function typedUnseen(question: string, io: Pick<Io, 'prompt'>, source: PinSource): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let typing = NOTHING_TYPED;
  const finish = (): void => {
    source.off('data', take);
    source.off('end', gone);
    source.setRawMode?.(false);
    source.pause();
    io.prompt('\n');
    if (typing.end === 'entered') resolve(typing.text);
    else reject(new UsageError('no PIN was given; nothing has changed'));
  };
  const take = (chunk: Uint8Array): void => {
    for (const byte of chunk) typing = typed(typing, byte);
    if (typing.end !== 'open') finish();
  };
  const gone = (): void => finish();
  source.setRawMode?.(true);
  io.prompt(question);
  source.on('data', take);
  source.on('end', gone);
  source.resume();
  return promise;
}
