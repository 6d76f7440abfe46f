import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Bits } from './bits.ts';

/** Draws texts, whatever their script: shaped and in the order in which they are read. */
export interface Typesetter {
  /** Whether any font here has this character. */
  has(character: string): boolean;
  /** Dots that a text takes at this size. */
  width(text: string, style: TextStyle): number;
  /** A picture of so many dots with these texts on it. */
  draw(size: { readonly width: number; readonly height: number }, texts: readonly PlacedText[]): Bits;
}

export interface TextStyle {
  /** Dots of an em. */
  readonly size: number;
  readonly strong: boolean;
}

/** `x`: the left edge in dots; `baseline`: from the top. `widened` and `heightened` scale it, 1 as it is. */
export interface PlacedText extends TextStyle {
  readonly text: string;
  readonly x: number;
  readonly baseline: number;
  readonly direction: 'ltr' | 'rtl';
  readonly widened: number;
  readonly heightened: number;
}

/** Ours come first, so that Arabic and Latin look the same on every machine. */
const OWN = ['arabic', 'latin', 'latin-ext'] as const;
/** How much of a dot has to be covered for the head to heat it, of 255. */
const INK = 110;
const NO_CHARACTER = '\ufdd0';

/**
 * A typesetter with our own fonts, those of these files, and then whatever the machine has. Loads the library and the fonts at once.
 * @throws what the library or the file system throws: neither may be here.
 */
export function createTypesetter(fontFiles: readonly string[]): Typesetter {
  const require = createRequire(import.meta.url);
  const { createCanvas, GlobalFonts } = require('@napi-rs/canvas') as typeof import('@napi-rs/canvas');
  const families = [
    ...OWN.map((subset) => fontOf(subset)),
    ...fontFiles.map((file, index) => ({ file, family: `Receipt given ${index}` })),
  ].map(({ file, family }) => {
    if (GlobalFonts.register(readFileSync(file), family) === null) throw new Error(`no font: ${file}`);
    return JSON.stringify(family);
  });
  const fontAt = ({ size, strong }: TextStyle) => `${strong ? 800 : 600} ${size}px ${families.join(', ')}`;
  const context = (width: number, height: number): SKRSContext2D => {
    const on = createCanvas(width, height).getContext('2d');
    // What the machine's language is must not choose between the forms of a character.
    on.lang = 'en';
    return on;
  };
  const measure = context(8, 8);
  const inkOf = (character: string): string => {
    const on = context(48, 48);
    on.font = fontAt({ size: 24, strong: false });
    on.fillText(character, 8, 32);
    return Buffer.from(bitsOf(on, 48, 48).bits).toString('latin1');
  };
  const [nothing, missing] = [inkOf(' '), inkOf(NO_CHARACTER)];
  const known = new Map<string, boolean>();
  return {
    has(character) {
      const before = known.get(character);
      if (before !== undefined) return before;
      const ink = inkOf(character);
      const drawn = ink !== nothing && ink !== missing;
      known.set(character, drawn);
      return drawn;
    },
    width(text, style) {
      measure.font = fontAt(style);
      return measure.measureText(text).width;
    },
    draw({ width, height }, texts) {
      const on = context(width, height);
      for (const { text, x, baseline, direction, widened, heightened, ...style } of texts) {
        on.setTransform(widened, 0, 0, heightened, x, baseline);
        on.font = fontAt(style);
        on.direction = direction;
        on.textAlign = 'left';
        on.fillText(text, 0, 0);
      }
      return bitsOf(on, width, height);
    },
  };
}

function fontOf(subset: (typeof OWN)[number]): { file: string; family: string } {
  const name = `@fontsource-variable/vazirmatn/files/vazirmatn-${subset}-wght-normal.woff2`;
  return { file: fileURLToPath(import.meta.resolve(name)), family: `Receipt ${subset}` };
}

function bitsOf(context: SKRSContext2D, width: number, height: number): Bits {
  const { data } = context.getImageData(0, 0, width, height);
  const rowBytes = (width + 7) >> 3;
  const bits = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * rowBytes + (x >> 3);
      if ((data[(y * width + x) * 4 + 3] ?? 0) >= INK) bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { rowBytes, height, bits };
}
