import { type DialectReply, type DrawerPulse, type PrinterDialect, units } from './dialect.ts';
import { type Drawing, escPosPicture, NO_DRAWING, RowSettler } from './drawing/index.ts';
import { ENDS_ANY_COMMAND, encodeRows, type Wording, writtenBy } from './encode.ts';
import type { JobRules } from './job.ts';
import type { Paper } from './layout/rows.ts';
import { PaperStatusAnswers } from './leftovers.ts';
import type { EscPosProfile } from './profile.ts';
import { PrinterReplies, type PrinterReply } from './replies.ts';
import { factsOf, statusFromAutomatic, statusQuestion } from './status.ts';
import type { StatusQuestion } from './status-query.ts';

/** ESC @: initialise. FS .: one byte a character. ESC M 0: font A. */
const INITIALISE = Uint8Array.of(0x1b, 0x40, 0x1c, 0x2e, 0x1b, 0x4d, 0x00);
/** GS a n: report changes of online state (bit 1), errors (bit 2) and paper sensors (bit 3). */
const AUTOMATIC_STATUS = Uint8Array.of(0x1d, 0x61, 0x0e);
/** GS r 1: transmit the paper sensor status; processed in its turn, so its answer comes after the data before it. */
const PAPER_STATUS = Uint8Array.of(0x1d, 0x72, 0x01);
/** DLE DC4 function 8, "clear buffer(s)", with its fixed parameters d1 to d7. */
const CLEAR_BUFFER = Uint8Array.of(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08);

/** ESC/POS, as Epson's command reference has it and as much of it as the model's profile says. */
export class EscPosDialect implements PrinterDialect {
  readonly rules: JobRules;
  readonly greeting: Uint8Array;
  readonly endsAnyCommand = ENDS_ANY_COMMAND;
  readonly #profile: EscPosProfile;
  readonly #wording: Wording;
  readonly #settler: RowSettler;
  readonly #replies = new PrinterReplies();
  readonly #paperStatus = new PaperStatusAnswers();
  /** The question that an answer to DLE EOT would belong to: the answers carry no number, so only one is under way. */
  #asked: StatusQuestion = 0;

  constructor(profile: EscPosProfile, drawing: Drawing = NO_DRAWING) {
    this.#profile = profile;
    const { queries, completion, clearsBuffer } = profile.status;
    this.rules = { questions: queries, confirms: completion !== 'none', clearsBuffer, timing: profile.timing };
    this.greeting = profile.status.automatic ? AUTOMATIC_STATUS : Uint8Array.of();
    this.#wording = {
      language: 'esc-pos',
      codePages: profile.encoding.codePageMapping,
      opening: Buffer.concat([INITIALISE, this.greeting]),
      picture: escPosPicture,
    };
    this.#settler = new RowSettler({ ...profile.paper, ...drawing, written: writtenBy(profile, this.#wording) });
  }

  question(question: StatusQuestion): Uint8Array {
    this.#asked = question;
    return statusQuestion(question);
  }

  job(paper: Paper, id: string): Uint8Array {
    // ESC @ at the head of a job switches Automatic Status Back off; it is on again before the first line, so that a roll which ends in
    // the middle is told at once and not found by the next poll, when somebody may have put in another.
    const written = encodeRows(paper, this.#profile, this.#wording, this.#settler);
    return Buffer.concat([written, completionRequest(this.#profile, id)]);
  }

  pulse({ line, onMs, offMs }: DrawerPulse, id: string): Uint8Array {
    // ESC p m t1 t2: m 0 is pin 2 and m 1 pin 5, times in units of 2 ms; carried out in its turn.
    const pulse = Uint8Array.of(0x1b, 0x70, line - 1, units(onMs, 2, 255), units(offMs, 2, 255));
    return Buffer.concat([pulse, completionRequest(this.#profile, id)]);
  }

  clear(): Uint8Array {
    return CLEAR_BUFFER;
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
      case 'status':
        return { kind: 'status', said: factsOf(this.#asked, reply.byte) };
      case 'automatic':
        return { kind: 'automatic', status: statusFromAutomatic(reply.bytes) };
      case 'paperStatus':
        return this.#paperStatus.answered() ? { kind: 'processed', job: null } : null;
      case 'processed':
        return { kind: 'processed', job: reply.id };
      case 'cleared':
        return reply;
    }
  }
}

function completionRequest({ status }: EscPosProfile, id: string): Uint8Array {
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
