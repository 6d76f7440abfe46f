import type { DialectReply, PrinterDialect } from './dialect.ts';
import { ENDS_ANY_COMMAND, encodeRows } from './encode.ts';
import type { PaperRow } from './layout/rows.ts';
import { PaperStatusAnswers } from './leftovers.ts';
import type { PosPrinterProfile } from './profile.ts';
import { PrinterReplies, type PrinterReply } from './replies.ts';
import { type StatusQuestion, statusFromAutomatic, statusQuestion } from './status.ts';

/** GS a n: report changes of online state (bit 1), errors (bit 2) and paper sensors (bit 3). */
const AUTOMATIC_STATUS = Uint8Array.of(0x1d, 0x61, 0x0e);
/** GS r 1: transmit the paper sensor status; processed in its turn, so its answer comes after the data before it. */
const PAPER_STATUS = Uint8Array.of(0x1d, 0x72, 0x01);
/** DLE DC4 function 8, "clear buffer(s)", with its fixed parameters d1 to d7. */
const CLEAR_BUFFER = Uint8Array.of(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08);

/** ESC/POS, as Epson's command reference has it and as much of it as the model's profile says. */
export class EscPosDialect implements PrinterDialect {
  readonly greeting: Uint8Array;
  readonly endsAnyCommand = ENDS_ANY_COMMAND;
  readonly clearBuffer = CLEAR_BUFFER;
  readonly #profile: PosPrinterProfile;
  readonly #replies = new PrinterReplies();
  readonly #paperStatus = new PaperStatusAnswers();

  constructor(profile: PosPrinterProfile) {
    this.#profile = profile;
    this.greeting = profile.status.automatic ? AUTOMATIC_STATUS : Uint8Array.of();
  }

  question(question: StatusQuestion): Uint8Array {
    return statusQuestion(question);
  }

  job(rows: readonly PaperRow[], id: string): Uint8Array {
    // ESC @ at the head of a job switches Automatic Status Back off; it is on again before the first line, so that a roll which ends in
    // the middle is told at once and not found by the next poll, when somebody may have put in another.
    return Buffer.concat([encodeRows(rows, this.#profile, this.greeting), completionRequest(this.#profile, id)]);
  }

  *read(bytes: Uint8Array): Iterable<DialectReply> {
    for (const reply of this.#replies.push(bytes)) {
      const meant = this.#meaning(reply);
      if (meant !== null) yield meant;
    }
  }

  sent(): void {
    if (this.#profile.status.completion === 'paperStatus') this.#paperStatus.asked();
  }

  opened(): void {
    this.#replies.reset();
  }

  cleared(): void {
    this.#paperStatus.cleared();
  }

  lost(): void {
    this.#paperStatus.lost(!this.#profile.status.clearsBuffer);
  }

  #meaning(reply: PrinterReply): DialectReply | null {
    switch (reply.kind) {
      case 'automatic':
        return { kind: 'automatic', status: statusFromAutomatic(reply.bytes) };
      case 'paperStatus':
        return this.#paperStatus.answered() ? { kind: 'processed', job: null } : null;
      case 'processed':
        return { kind: 'processed', job: reply.id };
      default:
        return reply;
    }
  }
}

function completionRequest({ status }: PosPrinterProfile, id: string): Uint8Array {
  switch (status.completion) {
    // GS ( H pL pH fn m d1 d2 d3 d4, function 48: the response is sent when the data before it has been printed.
    case 'processId':
      return Buffer.concat([Uint8Array.of(0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30), Buffer.from(id, 'latin1')]);
    case 'paperStatus':
      return PAPER_STATUS;
    case 'none':
      return Uint8Array.of();
  }
}
