import type { DeviceLog } from '../../log.ts';
import type { Apdu } from './apdu.ts';
import { readBitmaps, type TerminalFields } from './bitmaps.ts';
import { CONTROL, RESULT } from './codes.ts';
import { bare } from './commands.ts';

const MOST_REFUSED = 32;

/**
 * What a terminal says while no command is under way. An approval that fits the attempt whose answer was lost is accepted, for
 * recovery to ask about; any other is refused at once, so that the terminal reverses it and nobody pays for nothing.
 */
export class UnaskedApprovals {
  readonly #id: string;
  readonly #log: DeviceLog;
  readonly #refused = new Set<string>();
  #expected: { readonly amount: number; readonly currency: string } | null = null;

  constructor(id: string, log: DeviceLog) {
    this.#id = id;
    this.#log = log;
  }

  /** Receipt numbers of approvals that were refused here. */
  get refused(): ReadonlySet<string> {
    return this.#refused;
  }

  /** The attempt whose answer was lost; null once it is settled or another begins. */
  expect(attempt: { readonly amount: number; readonly currency: string } | null): void {
    this.#expected = attempt;
  }

  /** The answer to a message that came by itself; null where none is due. */
  answer({ control, data }: Apdu): Apdu | null {
    switch (control) {
      case CONTROL.intermediateStatus:
      case CONTROL.completion:
      case CONTROL.abortByTerminal:
      case CONTROL.printLine:
      case CONTROL.printTextBlock:
        return bare(CONTROL.acknowledged);
      case CONTROL.statusInformation: {
        const read = readBitmaps(data);
        const refused =
          read.kind === 'malformed' || (read.fields.resultCode === RESULT.approved && !this.accepts(read.fields));
        return bare(refused ? CONTROL.goodsNotIssued : CONTROL.acknowledged);
      }
      default:
        return control >> 8 === 0x80 || control >> 8 === 0x84 ? null : bare(CONTROL.notSupported);
    }
  }

  /** Whether an approval that nobody waits for may stand. One that may not is remembered, since it was refused. */
  accepts({ amount, currency, receiptNumber }: TerminalFields): boolean {
    const expected = this.#expected;
    if (expected !== null && amount === expected.amount && (currency === undefined || currency === expected.currency)) {
      this.#log.warn('ZVT_LATE_APPROVAL', { id: this.#id });
      return true;
    }
    this.#log.warn('ZVT_UNMATCHED_APPROVAL', { id: this.#id });
    if (receiptNumber !== undefined && this.#refused.size < MOST_REFUSED) this.#refused.add(receiptNumber);
    return false;
  }
}
