import { type Face, faceA, faceB } from './font/face.ts';
import { SHEET_DOTS } from './sheet.ts';

export interface QrSettings {
  /** Dots a module. */
  readonly size: number;
  readonly level: 'L' | 'M' | 'Q' | 'H';
  /** Data stored by function 180, one character a byte. */
  readonly stored: string;
}

/** Everything that commands set and `ESC @` puts back. */
export interface PrintMode {
  readonly face: Face;
  readonly emphasized: boolean;
  readonly doubleStrike: boolean;
  /** Thickness in dots. */
  readonly underline: 0 | 1 | 2;
  readonly reverse: boolean;
  readonly upsideDown: boolean;
  readonly width: number;
  readonly height: number;
  readonly align: 'left' | 'center' | 'right';
  readonly leftMargin: number;
  readonly areaWidth: number;
  readonly lineSpacing: number;
  readonly characterSpacing: number;
  /** Motion units an inch, across and along the paper (GS P). */
  readonly unitsX: number;
  readonly unitsY: number;
  readonly table: number;
  readonly international: number;
  readonly tabs: readonly number[];
  readonly qr: QrSettings;
}

/** Dots an inch of the print head. */
export const DOTS_PER_INCH = 203;
const DEFAULT_UNITS_X = 203;
// Half a dot: Epson's 203 dpi models count 1/406 inch along the paper until GS P says otherwise.
const DEFAULT_UNITS_Y = 406;
/** 3.75 mm: what ESC 2 sets. */
const DEFAULT_LINE_SPACING = 30;

/** The state after power-on and after `ESC @`. */
export const initialMode: PrintMode = {
  face: faceA,
  emphasized: false,
  doubleStrike: false,
  underline: 0,
  reverse: false,
  upsideDown: false,
  width: 1,
  height: 1,
  align: 'left',
  leftMargin: 0,
  areaWidth: SHEET_DOTS,
  lineSpacing: DEFAULT_LINE_SPACING,
  characterSpacing: 0,
  unitsX: DEFAULT_UNITS_X,
  unitsY: DEFAULT_UNITS_Y,
  table: 0,
  international: 0,
  tabs: Array.from({ length: 16 }, (_, index) => (index + 1) * 8 * faceA.width),
  qr: { size: 3, level: 'L', stored: '' },
};

/** Dots of so many motion units across the paper. */
export function dotsAcross(mode: PrintMode, units: number): number {
  return Math.floor((units * DOTS_PER_INCH) / mode.unitsX);
}

/** Dots of so many motion units along the paper. */
export function dotsAlong(mode: PrintMode, units: number): number {
  return Math.floor((units * DOTS_PER_INCH) / mode.unitsY);
}

/** What a command changes of the mode. */
export type Setting = (mode: PrintMode, head: readonly number[], data: Uint8Array) => Partial<PrintMode>;

const underlines = [0, 1, 2] as const;
const alignments = ['left', 'center', 'right'] as const;
const odd = (n: number) => (n & 1) === 1;

/** Commands that only change the mode (Epson's ESC/POS command reference, the page of each name). */
export const settings: Readonly<Record<string, Setting>> = {
  'ESC !': (_, [n = 0]) => ({
    face: odd(n) ? faceB : faceA,
    emphasized: (n & 0x08) !== 0,
    height: n & 0x10 ? 2 : 1,
    width: n & 0x20 ? 2 : 1,
    underline: n & 0x80 ? 1 : 0,
  }),
  'ESC E': (_, [n = 0]) => ({ emphasized: odd(n) }),
  'ESC G': (_, [n = 0]) => ({ doubleStrike: odd(n) }),
  'ESC -': (mode, [n = 0]) => ({ underline: underlines[n % 48] ?? mode.underline }),
  'ESC M': (mode, [n = 0]) => ({
    face: ({ 0: faceA, 1: faceB, 2: faceB } as Record<number, Face>)[n % 48] ?? mode.face,
  }),
  'ESC {': (_, [n = 0]) => ({ upsideDown: odd(n) }),
  'GS B': (_, [n = 0]) => ({ reverse: odd(n) }),
  'GS !': (_, [n = 0]) => ({ width: ((n >> 4) & 7) + 1, height: (n & 7) + 1 }),
  'ESC a': (mode, [n = 0]) => ({ align: alignments[n % 48] ?? mode.align }),
  'ESC  ': (mode, [n = 0]) => ({ characterSpacing: dotsAcross(mode, n) }),
  'ESC 2': () => ({ lineSpacing: DEFAULT_LINE_SPACING }),
  'ESC 3': (mode, [n = 0]) => ({ lineSpacing: dotsAlong(mode, n) }),
  'ESC t': (_, [n = 0]) => ({ table: n }),
  'ESC R': (_, [n = 0]) => ({ international: n }),
  'ESC D': (mode, _, columns) => ({ tabs: Array.from(columns, (column) => column * mode.face.width * mode.width) }),
  'GS L': (mode, [low = 0, high = 0]) => {
    const leftMargin = Math.min(SHEET_DOTS - 1, dotsAcross(mode, low + high * 256));
    return { leftMargin, areaWidth: Math.min(mode.areaWidth, SHEET_DOTS - leftMargin) };
  },
  'GS W': (mode, [low = 0, high = 0]) => ({
    areaWidth: Math.max(1, Math.min(SHEET_DOTS - mode.leftMargin, dotsAcross(mode, low + high * 256))),
  }),
  'GS P': (_, [x = 0, y = 0]) => ({ unitsX: x || DEFAULT_UNITS_X, unitsY: y || DEFAULT_UNITS_Y }),
};
