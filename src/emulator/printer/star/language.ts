import { CONTROL, type Command, CommandParser } from '../command-parser.ts';
import type { EmulatedLanguage, PrinterBody } from '../language.ts';
import type { PrinterState } from '../status.ts';
import { starGrammar } from './grammar.ts';
import { StarInterpreter } from './interpreter.ts';
import { answerOf, enquiryByte, paperByte, statusBlock } from './status.ts';

const [EOT, ENQ, BEL, ETB, CAN, EM, SUB, FS] = [0x04, 0x05, 0x07, 0x17, 0x18, 0x19, 0x1a, 0x1c] as const;
const [SOH, RESET] = [0x01, 0x18] as const;
const ETB_TURNS_AT = 32;
const PRINT_END_TURNS_AT = 256;
/** Dots to the knife that cuts "after feeding" move the paper on: 12 mm or so. */
const TO_THE_KNIFE = 96;

/**
 * StarPRNT and Star Line Mode, after Star's command specifications. What a printer carries out at once it carries out where a command
 * begins, never within the data of another.
 */
export class StarLanguage implements EmulatedLanguage {
  readonly #body: PrinterBody;
  readonly #behaviour: () => { readonly expandedStatus: boolean };
  readonly #parser = new CommandParser(starGrammar);
  /** Reads what arrives, ahead of what is carried out in its turn. */
  readonly #ahead = new CommandParser(starGrammar);
  readonly #interpreter: StarInterpreter;
  #etbs = { count: 0, done: false };
  #printEnds = 0;
  /** Null: as the wire has it, on over a network and off over a serial line. */
  #automatic: boolean | null = null;

  constructor(body: PrinterBody, behaviour: () => { readonly expandedStatus: boolean }) {
    this.#body = body;
    this.#behaviour = behaviour;
    this.#interpreter = new StarInterpreter(body);
  }

  get current() {
    return this.#interpreter.current;
  }

  arrived(bytes: Uint8Array): Uint8Array {
    let inTurn = 0;
    for (let at = 0; at < bytes.length; ) {
      const { next, command } = this.#ahead.take(bytes, at);
      at = next;
      if (command !== undefined && this.#atOnce(command)) inTurn = next;
    }
    return bytes.subarray(inTurn);
  }

  step(buffer: Uint8Array, at: number): number {
    const { next, command } = this.#parser.take(buffer, at);
    if (command !== undefined) this.#execute(command);
    return next;
  }

  changed(_before: PrinterState): void {
    if (this.#automatic ?? this.#expanded) this.#tellState();
  }

  /** What arrived of a command stays: the rest of it may come over another line. */
  disconnected(): void {}

  cleared(): void {
    this.#parser.reset();
  }

  restarted(): void {
    this.#ahead.reset();
    this.#interpreter.cancel();
    this.#etbs = { count: 0, done: false };
    this.#printEnds = 0;
    this.#automatic = null;
  }

  finishSheet(feed?: number): void {
    this.#interpreter.finishSheet(feed);
  }

  get #expanded(): boolean {
    return this.#behaviour().expandedStatus;
  }

  #state(): Uint8Array {
    return statusBlock(this.#body.state, this.#etbs, this.#expanded);
  }

  #tellState(): void {
    this.#body.answer(this.#state());
  }

  #say(cause: string, said: readonly number[]): void {
    this.#body.answer(answerOf(this.#state(), cause, said, this.#expanded));
  }

  /** What is carried out the moment it arrives. True where all that arrived before it is thrown away. */
  #atOnce({ name, head: [n] }: Command): boolean {
    if (name === 'ESC \x06' && n === SOH) this.#tellState();
    if (name === 'ESC \x06' && n === RESET) return this.#cancel();
    if (name !== CONTROL) return false;
    if (n === ENQ) this.#say('01', [enquiryByte(this.#body.state, true)]);
    if (n === EOT) this.#say('02', [paperByte(this.#body.state)]);
    if (n === FS || n === EM || n === SUB) this.#body.kickDrawer();
    return n === CAN && this.#cancel();
  }

  /** CAN: empties the buffers and puts back what commands have set, the count of ETB too; nothing is told. */
  #cancel(): true {
    this.#body.clear();
    this.#interpreter.cancel();
    this.#etbs = { count: 0, done: false };
    return true;
  }

  #execute(command: Command): void {
    const [n = 0, n1 = 0, n2 = 0] = command.head;
    switch (command.name) {
      case 'ESC d':
        this.#body.cut((n & 0x0f) >= 2 ? TO_THE_KNIFE : 0);
        break;
      case 'ESC RS a':
        // Of a printer on a network the command changes nothing: it tells its state in any case.
        if (!this.#expanded) this.#automatic = (n & 0x0f) !== 0;
        this.#tellState();
        break;
      case 'ESC RS E':
        this.#etbs = { count: 0, done: false };
        break;
      case 'ESC GS \x03':
        this.#printEnd(n, n1, n2);
        break;
      case CONTROL:
        if (n === ETB) this.#etb();
        if (n === BEL) this.#body.kickDrawer();
        this.#interpreter.execute(command);
        break;
      default:
        this.#interpreter.execute(command);
    }
  }

  #etb(): void {
    this.#etbs = { count: (this.#etbs.count + 1) % ETB_TURNS_AT, done: true };
    if (this.#automatic ?? this.#expanded) this.#tellState();
  }

  /** ESC GS ETX s n1 n2: 0 tells the print end counter, 1 moves it on first, 2 clears it. Documents (3, 4) are not emulated. */
  #printEnd(s: number, n1: number, n2: number): void {
    if (s === 1) this.#printEnds = (this.#printEnds + 1) % PRINT_END_TURNS_AT;
    if (s === 2) this.#printEnds = 0;
    if (s <= 1) this.#say('20', [0x1b, 0x1d, 0x03, s, n1, n2, this.#printEnds, 0x00]);
    else if (s !== 2) this.#body.noted(`print end function ${s} not emulated`);
  }
}
