/**
 * Receipts in scripts that printers have no characters for are drawn: which rows, with what fonts, and the dots of them. What becomes of
 * the dots is the dialects' business.
 */
import type { DeviceLog } from '../../log.ts';
import type { PosPrinterOptions, PosPrinterProfile } from '../profile.ts';
import { createTypesetter, type Typesetter } from './typesetter.ts';

export { type Bits, escPosPicture, starPicture } from './bits.ts';
export { RowSettler } from './rows.ts';

export interface DrawingOptions {
  readonly id: string;
  readonly profile: PosPrinterProfile;
  readonly options?: PosPrinterOptions;
  readonly log: DeviceLog;
}

/** What a dialect needs to draw. */
export interface Drawing {
  readonly typesetter: () => Typesetter | null;
  readonly missing: (character: string) => void;
}

/** Nothing is drawn; for models that take no pictures. */
export const NO_DRAWING: Drawing = { typesetter: () => null, missing: () => undefined };

/** Blocks of 128 characters that are told of once; then no more are. */
const TOLD_AT_MOST = 50;

/** Drawing for one printer, with the fonts that the store names. Library and fonts are loaded with the first row that is drawn. */
export function drawingOf({ id, profile, options, log }: DrawingOptions): Drawing {
  let setter: Typesetter | null | undefined;
  const told = new Set<number>();
  return {
    typesetter() {
      if (!profile.graphics.supported) return null;
      if (setter !== undefined) return setter;
      try {
        setter = createTypesetter(fontFiles(options));
      } catch (error) {
        setter = null;
        log.warn('PRINTER_CANNOT_DRAW', { id, error: error instanceof Error ? error.message : String(error) });
      }
      return setter;
    },
    missing(character) {
      const block = (character.codePointAt(0) ?? 0) >> 7;
      if (told.has(block) || told.size >= TOLD_AT_MOST) return;
      told.add(block);
      log.warn('PRINTER_NO_FONT', { id, from: `U+${(block << 7).toString(16).toUpperCase().padStart(4, '0')}` });
    },
  };
}

/** Files of fonts, as the store's options list them. */
export function fontFiles(options: PosPrinterOptions | undefined): string[] {
  return (options?.fonts ?? '')
    .split(',')
    .map((file) => file.trim())
    .filter((file) => file !== '');
}
