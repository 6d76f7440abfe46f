import jsqr from 'jsqr';
import { type Picture, pictureOf } from './picture.ts';
import { lineHeights, readLine } from './read-line.ts';

export interface PaperReading {
  /** Lines of text, top to bottom, with the spaces they begin with; blank lines and pictures left out. */
  readonly rows: string[];
  /** The text of the first QR code. */
  readonly qr: string | null;
}

/** Rows above the first line of a sheet, and from one line to the next. */
const MARGIN = 30;
const PITCH = 30;
const QUIET_ZONE = 40;

/**
 * Reads a printed sheet back from its picture alone: every line by matching its cells against the glyphs of the printer's faces
 * (plain, bold, underlined, reversed, enlarged), and what is no text as a QR code. A sheet that was printed wrong does not read.
 */
export function readPaper(png: Buffer): PaperReading {
  const picture = pictureOf(png);
  const rows: string[] = [];
  let qr: string | null = null;
  let y = MARGIN;
  let pitch = 0;
  for (;;) {
    const inkAt = nextInkRow(picture, y);
    if (inkAt === undefined) return { rows, qr };
    const line = lineAt(picture, y + pitch, inkAt, y);
    if (line !== undefined) {
      rows.push(line.text);
      y = line.bottom;
      pitch = Math.max(0, PITCH - line.height);
      continue;
    }
    const bottom = nextBlankRow(picture, inkAt);
    qr ??= readQr(picture, inkAt, bottom);
    y = bottom;
    pitch = 0;
  }
}

interface Line {
  readonly text: string;
  readonly height: number;
  readonly bottom: number;
}

/** The line whose first ink is at `inkAt`: where the usual line pitch would put it, else wherever it reads. */
function lineAt(picture: Picture, usualTop: number, inkAt: number, above: number): Line | undefined {
  const offPitch = (top: number) => ((((top - usualTop) % PITCH) + PITCH) % PITCH === 0 ? 0 : 1);
  const places = lineHeights.flatMap(({ height, dot }) =>
    Array.from({ length: height / dot }, (_, into) => ({ height, top: inkAt - into * dot })).filter(
      ({ top }) => top >= above,
    ),
  );
  places.sort((a, b) => offPitch(a.top) - offPitch(b.top) || a.height - b.height);
  for (const { height, top } of places) {
    const text = readLine(picture, top, top + height);
    if (text !== undefined && text !== '') return { text, height, bottom: top + height };
  }
  return undefined;
}

function nextInkRow(picture: Picture, from: number): number | undefined {
  for (let y = from; y < picture.height; y++) if (!picture.blank(0, y, picture.width, y + 1)) return y;
  return undefined;
}

function nextBlankRow(picture: Picture, from: number): number {
  let y = from;
  while (y < picture.height && !picture.blank(0, y, picture.width, y + 1)) y++;
  return y;
}

function readQr(picture: Picture, top: number, bottom: number): string | null {
  const width = picture.width + 2 * QUIET_ZONE;
  const height = bottom - top + 2 * QUIET_ZONE;
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = top; y < bottom; y++) {
    for (let x = 0; x < picture.width; x++) {
      if (!picture.ink(x, y)) continue;
      const at = ((y - top + QUIET_ZONE) * width + x + QUIET_ZONE) * 4;
      pixels.fill(0, at, at + 3);
    }
  }
  return jsqr.default(pixels, width, height)?.data ?? null;
}
