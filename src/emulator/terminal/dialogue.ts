import { setImmediate as nextTick } from 'node:timers/promises';
import { type Apdu, ApduReader, encodeApdu } from './apdu.ts';

/** How the register answered a message of the terminal. */
export type Acknowledgement =
  | { readonly kind: 'positive' }
  | { readonly kind: 'negative'; readonly code: number }
  /** No answer in time, or no line any more. */
  | { readonly kind: 'none' };

const INBOX = 64;
const POSITIVE = 0x80;
const NEGATIVE = 0x84;

/**
 * One connection of a register: takes its bytes apart, hands over its commands, and holds each message of the terminal until the
 * register has acknowledged it. One message is under way at a time, as the protocol has it.
 */
export class Dialogue {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #command: (command: Apdu) => void;
  readonly #patienceMs: number;
  readonly #reader = new ApduReader();
  #waiting: ((acknowledgement: Acknowledgement) => void) | undefined;
  readonly #inbox: Apdu[] = [];
  #reading = false;
  #open = true;
  #dead = false;

  constructor(write: (bytes: Uint8Array) => void, command: (command: Apdu) => void, patienceMs: number) {
    this.#write = write;
    this.#command = command;
    this.#patienceMs = patienceMs;
  }

  get open(): boolean {
    return this.#open;
  }

  receive(bytes: Uint8Array): void {
    this.#inbox.push(...this.#reader.read(bytes));
    if (this.#inbox.length > INBOX) this.close();
    else if (!this.#reading) void this.#readInbox();
  }

  /** Sends without waiting: acknowledgements. */
  answer(message: Apdu): void {
    if (this.#open) this.#write(encodeApdu(message));
  }

  /** Sends and waits for the register's acknowledgement. */
  send(message: Apdu): Promise<Acknowledgement> {
    if (this.#dead) return new Promise(() => {});
    if (!this.#open) return Promise.resolve({ kind: 'none' });
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.#settle({ kind: 'none' }), this.#patienceMs);
      this.#waiting = (acknowledgement) => {
        clearTimeout(patience);
        resolve(acknowledgement);
      };
      this.#write(encodeApdu(message));
    });
  }

  close(): void {
    this.#open = false;
    this.#settle({ kind: 'none' });
  }

  /** The terminal has lost its power: whatever it was doing never goes on. */
  die(): void {
    this.#dead = true;
    this.#open = false;
    this.#waiting = undefined;
  }

  /** One message a turn: what an acknowledgement sets going is done before a command behind it in the same packet is looked at. */
  async #readInbox(): Promise<void> {
    this.#reading = true;
    for (let message = this.#inbox.shift(); message !== undefined && this.#open; message = this.#inbox.shift()) {
      if (message.class === POSITIVE) this.#settle({ kind: 'positive' });
      else if (message.class === NEGATIVE) this.#settle({ kind: 'negative', code: message.instruction });
      else this.#command(message);
      await nextTick();
    }
    this.#reading = false;
  }

  #settle(acknowledgement: Acknowledgement): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(acknowledgement);
  }
}
