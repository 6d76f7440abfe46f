import type { ManualTime } from './manual-time.ts';
import type { Wire } from './wire.ts';

/** Bytes written as hexadecimal, blanks allowed. */
export const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));

/** One message: control field and data in hexadecimal, the length reckoned here (short form). */
export const message = (control: string, data = ''): string => {
  const length = bytes(data).length;
  return `${control}${length.toString(16).padStart(2, '0')}${data.replace(/\s/g, '')}`;
};

export const ACK = '800000';

/** A status information of 6.62 in pounds, receipt 0042, trace 000123, on 1 July at 10:05:33. */
export const status = (resultCode: string, { amount = '000000000662', extra = '' } = {}): string =>
  message('040f', `27${resultCode} 04${amount} 49 0826 0c 100533 0d 0701 0b 000123 87 0042 29 65001234 ${extra}`);

/**
 * The far end of a ZVT line, played by raw bytes: per command, the messages that are sent one by one, each when the register has
 * answered the one before.
 */
export class ScriptedTerminal {
  /** What the register has sent, in hexadecimal, oldest first. */
  readonly heard: string[] = [];
  /** By control field: what to answer, as messages in hexadecimal. Nothing for a command that is not listed. */
  readonly answers = new Map<string, readonly string[]>([
    ['0600', [ACK, message('060f', '19 00 29 65001234 49 0826')]],
    ['0501', [ACK, message('060f', '00')]],
    ['0620', [ACK, message('061e', '83')]],
  ]);
  readonly #wire: Wire;
  #queue: string[] = [];

  constructor(wire: Wire) {
    this.#wire = wire;
    wire.answer = (written) => this.#hear(Buffer.from(written).toString('hex'));
  }

  /** Commands of one kind that were heard. */
  commands(control: string): string[] {
    return this.heard.filter((message) => message.startsWith(control));
  }

  say(hex: string): void {
    this.#wire.say(bytes(hex));
  }

  #hear(hex: string): void {
    this.heard.push(hex);
    const control = hex.slice(0, 4);
    if (control.startsWith('8')) {
      this.#next();
      return;
    }
    const answer = this.answers.get(control);
    if (answer === undefined) return;
    // 06 B0 comes in the middle of a transaction: its answer goes before what is still to be said.
    this.#queue = control === '06b0' ? [...answer, ...this.#queue] : [...answer];
    this.#next();
    // An acknowledgement is not acknowledged; what the terminal says after it comes on its own.
    if (answer[0] === ACK) this.#next();
  }

  #next(): void {
    const message = this.#queue.shift();
    if (message !== undefined) queueMicrotask(() => this.say(message));
  }
}

/** Moves the time on until the promise has settled, `limit` milliseconds at most. */
export async function outcomeWithin<Value>(time: ManualTime, promise: Promise<Value>, limit = 400_000): Promise<Value> {
  let settled = false;
  const watched = promise.finally(() => {
    settled = true;
  });
  watched.catch(() => undefined);
  for (let waited = 0; !settled && waited < limit; waited += 100) await time.advance(100);
  if (!settled) throw new Error(`nothing came of it within ${limit} ms`);
  return watched;
}
