import type { PrintEffects } from './press.ts';
import type { Sheet } from './sheet.ts';
import type { PrinterState } from './status.ts';

/** What a language may do to the printer it runs on. */
export interface PrinterBody extends PrintEffects {
  readonly state: PrinterState;
  /** Bytes to the host. */
  answer(bytes: Uint8Array | undefined): void;
  change(state: Partial<PrinterState>): void;
  /** Throws away what was received and not carried out. */
  clear(): void;
  /** Cuts, once the paper has moved on by so many dots. */
  cut(feed: number): void;
  kickDrawer(): void;
}

/** A printer language as the emulated printer speaks it: what is done at once, what in its turn, and what is told unasked. */
export interface EmulatedLanguage {
  /** Carries out what a printer does the moment it arrives. Gives the bytes that are still to be taken in their turn. */
  arrived(bytes: Uint8Array): Uint8Array;
  /** Carries out the next command from `at` on; where to go on. */
  step(buffer: Uint8Array, at: number): number;
  /** The sensors see something else than before. */
  changed(before: PrinterState): void;
  /** The line is gone. */
  disconnected(): void;
  /** What was received is thrown away: so is a command that has only begun. */
  cleared(): void;
  /** The power was off. */
  restarted(): void;
  readonly current: { readonly sheet: Sheet; readonly text: readonly string[] };
  /** Ends the sheet here: by a cut, or because the paper is gone. */
  finishSheet(feed?: number): void;
}
