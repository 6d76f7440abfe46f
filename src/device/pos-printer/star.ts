import { type DialectReply, type DrawerPulse, type PrinterDialect, units } from './dialect.ts';
import { type Drawing, NO_DRAWING, RowSettler, starPicture } from './drawing/index.ts';
import { ENDS_ANY_COMMAND, encodeRows, type Wording, writtenBy } from './encode.ts';
import type { JobRules } from './job.ts';
import type { Paper } from './layout/rows.ts';
import type { StarProfile } from './profile.ts';
import { EtbCount } from './star-etb.ts';
import { StarReplies, type StarReply } from './star-replies.ts';

/** ESC ACK SOH: says its state at once, even while offline or with a full buffer. */
const ASK = Uint8Array.of(0x1b, 0x06, 0x01);
/** ESC RS a 1: report changes by itself. */
const AUTOMATIC_STATUS = Uint8Array.of(0x1b, 0x1e, 0x61, 0x01);
/** ESC @: initialise. ESC R 0: the characters of ASCII, whatever country is set on the printer. */
const INITIALISE = Uint8Array.of(0x1b, 0x40, 0x1b, 0x52, 0x00);
/** CAN, carried out at once: empties buffers and sets the count of ETB to nought. */
const CANCEL = Uint8Array.of(0x18);
const ETB = Uint8Array.of(0x17);
const SECOND_DRAWER = Uint8Array.of(0x1a);

/** ESC GS t n: the code pages that every model of these languages has (Star, "STAR Line Mode Command Specifications", 3.3.1). */
const CODE_PAGES = {
  cp437: 1,
  cp858: 4,
  cp852: 5,
  cp860: 6,
  cp861: 7,
  cp863: 8,
  cp865: 9,
  cp866: 10,
  cp855: 11,
  cp857: 12,
  cp862: 13,
  cp737: 15,
  cp869: 17,
  windows1252: 32,
  windows1250: 33,
  windows1251: 34,
} as const;

/** StarPRNT and Star Line Mode, as Star's command specifications have them. */
export class StarDialect implements PrinterDialect {
  readonly rules: JobRules;
  readonly greeting: Uint8Array;
  readonly endsAnyCommand = ENDS_ANY_COMMAND;
  readonly #profile: StarProfile;
  readonly #wording: Wording;
  readonly #settler: RowSettler;
  readonly #automatic: Uint8Array;
  readonly #replies = new StarReplies();
  readonly #etb = new EtbCount();
  /**
   * Questions that no block has come for yet. A block always says all, so the next one answers, asked for or not. Trouble that begins in
   * the very moment of asking is told by the one after it: too late for a job to be `notPrinted`, which then is `unknown`.
   */
  #due = 0;
  #clearing = false;

  constructor(profile: StarProfile, drawing: Drawing = NO_DRAWING) {
    this.#profile = profile;
    const { asked, automatic, completion } = profile.status;
    const questions = asked ? [1] : [];
    this.rules = { questions, confirms: completion !== 'none', clearsBuffer: true, timing: profile.timing };
    this.#automatic = automatic ? AUTOMATIC_STATUS : Uint8Array.of();
    this.#wording = {
      language: profile.language,
      codePages: CODE_PAGES,
      opening: Buffer.concat([INITIALISE, this.#automatic]),
      picture: starPicture,
    };
    this.#settler = new RowSettler({ ...profile.paper, ...drawing, written: writtenBy(profile, this.#wording) });
    // What a lane that lost power had left in the printer would be counted with the first job.
    this.greeting = completion === 'etb' ? Buffer.concat([CANCEL, this.#automatic]) : this.#automatic;
  }

  question(): Uint8Array {
    this.#due += 1;
    return ASK;
  }

  job(paper: Paper, id: string): Uint8Array {
    const written = encodeRows(paper, this.#profile, this.#wording, this.#settler);
    return Buffer.concat([written, completionRequest(this.#profile, Number(id))]);
  }

  pulse({ line, onMs, offMs }: DrawerPulse, id: string): Uint8Array {
    // ESC BEL n1 n2 and BEL, in units of 10 ms. The second line has 200 ms each and no command but one that is carried out at once, SUB:
    // it goes out when the printer has just said that it is well.
    const first = Uint8Array.of(0x1b, 0x07, units(onMs, 10, 127), units(offMs, 10, 127), 0x07);
    return Buffer.concat([line === 1 ? first : SECOND_DRAWER, completionRequest(this.#profile, Number(id))]);
  }

  clear(): Uint8Array {
    this.#clearing = true;
    // Within a command that a lost line cut off, CAN would be taken for data.
    return Buffer.concat([this.endsAnyCommand, CANCEL, ASK]);
  }

  *read(bytes: Uint8Array): Iterable<DialectReply> {
    for (const reply of this.#replies.push(bytes)) yield* this.#meaning(reply);
  }

  sent(): void {
    if (this.#profile.status.completion === 'etb') this.#etb.sent();
  }

  opened(): void {
    this.#replies.reset();
    this.#etb.opened();
    this.#due = 0;
  }

  cleared(): void {
    this.#clearing = false;
    this.#etb.cleared();
  }

  lost(): void {
    this.#clearing = false;
  }

  *#meaning(reply: StarReply): Iterable<DialectReply> {
    if (reply.kind === 'printEnd') {
      yield { kind: 'processed', job: String(reply.document).padStart(4, '0') };
      return;
    }
    const { status, etbCount } = reply;
    if (this.#clearing) {
      // A block with another count left before CAN was heard.
      if (etbCount === null || etbCount === 0) yield { kind: 'cleared' };
      return;
    }
    const asked = this.#due > 0;
    if (asked) this.#due -= 1;
    // That the job went through comes before what became of the printer: the end of the roll after it does not undo it.
    if (etbCount !== null && this.#etb.counted(etbCount)) yield { kind: 'processed', job: null };
    yield asked ? { kind: 'status', said: status } : { kind: 'automatic', status };
  }
}

function completionRequest({ status }: StarProfile, document: number): Uint8Array {
  switch (status.completion) {
    // ESC GS ETX 1 n1 n2: answered, n1 and n2 repeated, when everything before it is printed and the motor has stopped.
    case 'printEnd':
      return Uint8Array.of(0x1b, 0x1d, 0x03, 0x01, document & 0xff, document >> 8);
    // ETB: counted, and the count reported, when everything before it is printed.
    case 'etb':
      return ETB;
    case 'none':
      return Uint8Array.of();
  }
}
