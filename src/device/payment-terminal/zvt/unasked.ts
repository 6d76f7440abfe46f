import type { Timers } from '../../../workstation/ports/time.ts';
import type { DeviceLog } from '../../log.ts';
import type { Apdu } from './apdu.ts';
import { readBitmaps, type TerminalFields } from './bitmaps.ts';
import { CONTROL, RESULT } from './codes.ts';
import { bare } from './commands.ts';

export interface UnaskedOptions {
  readonly id: string;
  readonly log: DeviceLog;
  readonly timers: Timers;
  /** How long a terminal may take to say that it took back what was refused. */
  readonly confirmMs: number;
  /** Whether an approval may be the answer of an attempt whose answer was lost. */
  readonly mayBeOpen: (approval: TerminalFields) => boolean;
  /** Called for one that may, and was acknowledged. */
  readonly accepted: (approval: TerminalFields) => void;
  /** Called once for each approval that was refused, when its end is known. */
  readonly refused: (approval: TerminalFields, confirmed: boolean) => void;
  /** Something came that could not be read: it is worth asking what the terminal did last. */
  readonly unreadable: () => void;
}

/**
 * What a terminal says while no command is under way. An approval that fits the attempt whose answer was lost is accepted, for
 * recovery to ask about; any other is refused at once (84 66), so that the terminal reverses it and nobody pays for nothing.
 */
export class UnaskedMessages {
  readonly #options: UnaskedOptions;
  #pending: { readonly approval: TerminalFields; readonly cancel: () => void } | null = null;

  constructor(options: UnaskedOptions) {
    this.#options = options;
  }

  /** True while the terminal is taking back what was refused: no command must come in between. */
  get pending(): boolean {
    return this.#pending !== null;
  }

  /** The answer to a message that came by itself; null where none is due. */
  answer({ control, data }: Apdu): Apdu | null {
    switch (control) {
      case CONTROL.completion:
        this.#settle(false);
        return bare(CONTROL.acknowledged);
      case CONTROL.abortByTerminal:
        this.#settle(true);
        return bare(CONTROL.acknowledged);
      case CONTROL.intermediateStatus:
      case CONTROL.printLine:
      case CONTROL.printTextBlock:
        return bare(CONTROL.acknowledged);
      case CONTROL.statusInformation:
        return bare(this.#statusInformation(data) ? CONTROL.acknowledged : CONTROL.goodsNotIssued);
      default:
        return control >> 8 === 0x80 || control >> 8 === 0x84 ? null : bare(CONTROL.notSupported);
    }
  }

  /** Whether an approval that nobody waits for may stand. */
  accepts(approval: TerminalFields): boolean {
    if (!this.#options.mayBeOpen(approval)) return false;
    this.#options.log.warn('ZVT_LATE_APPROVAL', { id: this.#options.id });
    this.#options.accepted(approval);
    return true;
  }

  /** The line is gone: nobody will hear how it went on. */
  lost(): void {
    this.#settle(false);
  }

  #statusInformation(data: Uint8Array): boolean {
    const read = readBitmaps(data);
    if (read.kind === 'malformed') {
      this.#options.unreadable();
      return false;
    }
    const { fields } = read;
    if (fields.resultCode !== RESULT.approved) return true;
    if (fields.originalTraceNumber !== undefined) {
      // The reversal itself, which takes back what was refused.
      this.#settle(true);
      return true;
    }
    if (this.accepts(fields)) return true;
    this.#settle(false);
    const cancel = this.#options.timers.after(this.#options.confirmMs, () => this.#settle(false));
    this.#pending = { approval: fields, cancel };
    return false;
  }

  #settle(confirmed: boolean): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    pending.cancel();
    this.#options.refused(pending.approval, confirmed);
  }
}
