import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import qrcode from 'qrcode-generator';
import { type Bits, pieces } from './drawing/bits.ts';
import type { RowSettler, SettledRow } from './drawing/rows.ts';
import type { Paper } from './layout/rows.ts';
import type { EscPosProfile, PosPrinterProfile } from './profile.ts';

/** Modules of blank paper that a QR code needs on either side (ISO/IEC 18004, 5.3.8). */
const QUIET_MODULES = 8;
const SMALLEST_MODULE = 2;
const QUESTION_MARK = 0x3f;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
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
  /** Prints a picture. */
  readonly picture: (bits: Bits) => number[];
}

/** Rows as bytes of one language for one model: initialised, in whatever code pages the text needs, cut at the end. */
export function encodeRows(
  { rows, rtl }: Paper,
  profile: PosPrinterProfile,
  wording: Wording,
  settler: RowSettler,
): Uint8Array {
  const { paper, cut, qr } = profile;
  const encoder = encoderOf(profile, wording);
  encoder.raw([...wording.opening]).codepage('auto');
  for (const row of rows) {
    if (row.kind === 'text') textRow(encoder, settler.settle(row, rtl), wording);
    else if (qr.supported) {
      const size = moduleDots(row.payload, paper.dots, qr.moduleDots);
      if (size !== null) encoder.align('center').qrcode(row.payload, { model: 2, size, errorlevel: 'm' }).align('left');
    }
  }
  if (cut.kind !== 'none') encoder.cut(cut.kind);
  else encoder.newline(Math.max(1, cut.feedLines));
  return encoder.encode();
}

/** Whether a model's code pages have a character, found out by encoding it: what they have not comes out as "?". */
export function writtenBy(
  profile: PosPrinterProfile,
  wording: Omit<Wording, 'picture'>,
): (character: string) => boolean {
  const known = new Map<string, boolean>();
  let encoder: ReceiptPrinterEncoder | undefined;
  return (character) => {
    const before = known.get(character);
    if (before !== undefined) return before;
    encoder ??= encoderOf(profile, wording, false).codepage('auto');
    // The choice of a code page, where there is one, and then the character; what ends the line comes last.
    const last = encoder
      .text(character)
      .encode()
      .findLast((byte) => byte !== LINE_FEED && byte !== CARRIAGE_RETURN);
    const has = last !== undefined && last !== QUESTION_MARK;
    known.set(character, has);
    return has;
  };
}

function encoderOf(
  { paper, encoding, cut }: PosPrinterProfile,
  { language, codePages }: Omit<Wording, 'picture'>,
  flushes?: boolean,
): ReceiptPrinterEncoder {
  return new ReceiptPrinterEncoder({
    language,
    columns: paper.columns,
    codepageMapping: codePages,
    newline: encoding.newline,
    feedBeforeCut: cut.feedLines,
    ...(flushes === undefined ? {} : { autoFlush: flushes }),
  });
}

function textRow(encoder: ReceiptPrinterEncoder, row: SettledRow, { picture }: Wording): void {
  if (row.kind === 'drawn') for (const piece of pieces(row.picture)) encoder.raw(picture(piece));
  else if (row.style === 'plain') encoder.line(row.text);
  else if (row.style === 'strong') encoder.bold(true).line(row.text).bold(false);
  else encoder.bold(true).height(2).line(row.text).height(1).bold(false);
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
