import { type Apdu, apdu } from './apdu.ts';
import type { Card } from './card.ts';
import { config, control } from './codes.ts';
import type { Acknowledgement, Dialogue } from './dialogue.ts';
import type { Ledger } from './ledger.ts';
import type { TerminalIdentity } from './status-information.ts';

/** What a register asked for with Registration (06 00). */
export interface Registration {
  readonly configByte: number;
  /** ISO 4217 number. */
  readonly currency: number;
  /** The register listed 06 D3 among the commands it takes. */
  readonly textBlocks: boolean;
}

/** What holds before any Registration. */
export const unregistered: Registration = { configByte: 0, currency: 978, textBlocks: false };

/** Who this terminal is. */
export const identity: TerminalIdentity = { terminalId: '68001234', merchantNumber: '4556600012345' };

/** Everything a transaction has to hand: the line it was asked on, the books, the card reader, the display. */
export interface Desk {
  readonly dialogue: Dialogue;
  readonly registration: Registration;
  readonly ledger: Ledger;
  readonly card: Card;
  readonly identity: TerminalIdentity;
  now(): number;
  /** Never resolves once the emulator stops. */
  sleep(ms: number): Promise<void>;
  /** Waits for a card. `stopped`: red key, abort by the register, or nobody came. */
  waitForCard(): Promise<'presented' | 'stopped'>;
  show(...lines: string[]): void;
  /** Cuts the register's line. */
  dropLine(): void;
  /** Cuts it once so many more bytes have left. */
  cutAfter(bytes: number): void;
  /** Resolves when the register asks to abort, or its line is gone. */
  abortAsked(): Promise<void>;
  /** Resolves when the register's line is gone. */
  lineGone(): Promise<void>;
  /** Does something on the line of a register that has been back for so many milliseconds, while nothing else goes on. */
  later(ms: number, run: (desk: Desk) => Promise<void>): void;
  /** Takes the power away, and all that goes on with it: never resolves. */
  losePower(memory: 'kept' | 'lost', forMs: number): Promise<never>;
}

const CARD_TIMEOUT_MINUTES = 0x01;

/** 04 FF, to registers that want to be told. */
export async function tell(desk: Desk, status: number): Promise<void> {
  if ((desk.registration.configByte & config.intermediateStatus) === 0) return;
  await desk.dialogue.send(apdu(control.intermediateStatus, status, CARD_TIMEOUT_MINUTES));
}

/** Sends messages one after another; `false` as soon as one is not acknowledged. */
export async function sendAll(desk: Desk, messages: readonly Apdu[]): Promise<boolean> {
  for (const message of messages) if ((await desk.dialogue.send(message)).kind === 'none') return false;
  return true;
}

/** 06 1E: the command is over and nothing came of it. */
export function abort(desk: Desk, result: number): Promise<Acknowledgement> {
  return desk.dialogue.send(apdu(control.abort, result));
}

/** 06 0F: the command is over. */
export function complete(desk: Desk, ...data: (number | Uint8Array)[]): Promise<Acknowledgement> {
  return desk.dialogue.send(apdu(control.completion, ...data));
}
