import { type Command, CommandParser } from './command-parser.ts';
import { Interpreter } from './interpreter.ts';
import type { EmulatedLanguage, PrinterBody } from './language.ts';
import { type RealTimeRequest, RealTimeWatch } from './real-time.ts';
import {
  automaticStatus,
  clearResponse,
  type PrinterState,
  printerId,
  realTimeStatus,
  reports,
  transmittedStatus,
} from './status.ts';

/** ESC/POS after Epson's command reference: the device as a whole here, printing in the interpreter. */
export class EscPosLanguage implements EmulatedLanguage {
  readonly #body: PrinterBody;
  readonly #parser = new CommandParser();
  readonly #watch = new RealTimeWatch();
  readonly #interpreter: Interpreter;
  #asb = 0;

  constructor(body: PrinterBody) {
    this.#body = body;
    this.#interpreter = new Interpreter(body);
  }

  get current() {
    return this.#interpreter.current;
  }

  arrived(bytes: Uint8Array): Uint8Array {
    for (const request of this.#watch.see(bytes)) this.#realTime(request);
    return bytes;
  }

  step(buffer: Uint8Array, at: number): number {
    const { next, command } = this.#parser.take(buffer, at);
    if (command !== undefined) this.#execute(command);
    return next;
  }

  changed(before: PrinterState): void {
    if (reports(this.#asb, before, this.#body.state)) this.#body.answer(automaticStatus(this.#body.state));
  }

  /** A host that comes back asks for automatic status again. */
  disconnected(): void {
    this.#asb = 0;
  }

  cleared(): void {
    this.#parser.reset();
  }

  restarted(): void {
    this.#interpreter.initialize();
  }

  finishSheet(feed?: number): void {
    this.#interpreter.finishSheet(feed);
  }

  #realTime(request: RealTimeRequest): void {
    switch (request.kind) {
      case 'status':
        this.#body.answer(realTimeStatus(this.#body.state, request.n));
        break;
      case 'pulse':
        this.#body.kickDrawer();
        break;
      case 'clear':
        this.#body.clear();
        this.#body.answer(clearResponse);
        break;
      case 'recover':
        if (request.clear) this.#body.clear();
        if (this.#body.state.error !== 'none') this.#body.change({ error: 'none' });
    }
  }

  #execute(command: Command): void {
    const [n = 0] = command.head;
    const { state } = this.#body;
    switch (command.name) {
      case 'GS V':
        this.#body.cut(this.#interpreter.dotsOf(command.data[0] ?? 0));
        break;
      case 'ESC i':
      case 'ESC m':
        this.#body.cut(0);
        break;
      case 'ESC p':
        this.#body.kickDrawer();
        break;
      case 'GS a':
        this.#asb = n;
        if (n !== 0) this.#body.answer(automaticStatus(state));
        break;
      case 'GS r':
        this.#body.answer(transmittedStatus(state, n));
        break;
      case 'GS I':
        this.#body.answer(printerId(n));
        break;
      default:
        if (command.name === 'ESC @') this.#asb = 0;
        if (command.name === 'GS (' && n === 0x48) this.#processId(command.data);
        this.#interpreter.execute(command);
    }
  }

  /** GS ( H, function 48: told once everything before it is on paper. */
  #processId([fn, , ...id]: Uint8Array): void {
    const printable = id.every((byte) => byte >= 0x20 && byte <= 0x7e);
    if (fn === 48 && id.length === 4 && printable) this.#body.answer(Uint8Array.of(0x37, 0x22, ...id, 0x00));
  }
}
