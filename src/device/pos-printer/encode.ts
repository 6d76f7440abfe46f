import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import qrcode from 'qrcode-generator';
import type { PaperRow } from './layout/rows.ts';
import type { EscPosProfile, PosPrinterProfile } from './profile.ts';

/** Modules of blank paper that a QR code needs on either side (ISO/IEC 18004, 5.3.8). */
const QUIET_MODULES = 8;
const SMALLEST_MODULE = 2;
/** Bytes of the longest code that is printed; a longer one is left out. */
const LONGEST_CODE = 1000;

/**
 * NULs that end whatever command a job of ours may have been cut off in: the longest is the data of a QR code, with the five bytes
 * before it. To a printer that is inside no command they mean nothing.
 */
export const ENDS_ANY_COMMAND = new Uint8Array(LONGEST_CODE + 24);

/** How a language begins, and what its code pages are called. */
export interface Wording {
  readonly language: 'esc-pos' | 'star-prnt' | 'star-line';
  /** The model's code pages: the name of a numbering that the encoder knows, or the numbers themselves by page. */
  readonly codePages: EscPosProfile['encoding']['codePageMapping'] | Readonly<Record<string, number>>;
  /** Initialises the printer, and whatever else comes before the first line. */
  readonly opening: Uint8Array;
}

/** Rows as bytes of one language for one model: initialised, in whatever code pages the text needs, cut at the end. */
export function encodeRows(
  rows: readonly PaperRow[],
  { paper, encoding, cut, qr }: PosPrinterProfile,
  { language, codePages, opening }: Wording,
): Uint8Array {
  const encoder = new ReceiptPrinterEncoder({
    language,
    columns: paper.columns,
    codepageMapping: codePages,
    newline: encoding.newline,
    feedBeforeCut: cut.feedLines,
  });
  encoder.raw([...opening]).codepage('auto');
  for (const row of rows) {
    if (row.kind === 'text') textRow(encoder, row);
    else if (qr.supported) {
      const size = moduleDots(row.payload, paper.dots, qr.moduleDots);
      if (size !== null) encoder.align('center').qrcode(row.payload, { model: 2, size, errorlevel: 'm' }).align('left');
    }
  }
  if (cut.kind !== 'none') encoder.cut(cut.kind);
  else encoder.newline(Math.max(1, cut.feedLines));
  return encoder.encode();
}

function textRow(encoder: ReceiptPrinterEncoder, { text, style }: Extract<PaperRow, { kind: 'text' }>): void {
  if (style === 'plain') encoder.line(text);
  else if (style === 'strong') encoder.bold(true).line(text).bold(false);
  else encoder.bold(true).height(2).line(text).height(1).bold(false);
}

/** The largest module up to `wanted` dots with which the whole code fits on the paper; null where none does. */
function moduleDots(payload: string, paperDots: number, wanted: number): number | null {
  if (Buffer.byteLength(payload) > LONGEST_CODE) return null;
  const code = qrcode(0, 'M');
  try {
    code.addData(payload, 'Byte');
    code.make();
  } catch {
    return null;
  }
  const fitting = Math.floor(paperDots / (code.getModuleCount() + QUIET_MODULES));
  return fitting < SMALLEST_MODULE ? null : Math.min(wanted, fitting);
}
