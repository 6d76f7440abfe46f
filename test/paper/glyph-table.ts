import { type Face, faceA, faceB } from '../../src/emulator/printer/font/face.ts';

/** A face with its cells looked up by what they look like. */
export interface ReadableFace {
  readonly width: number;
  readonly height: number;
  /** Characters by their key, for cells whose last none, one or two rows an underline has covered. */
  readonly plain: readonly ReadonlyMap<string, string>[];
  readonly bold: readonly ReadonlyMap<string, string>[];
}

const COVERED_ROWS = [0, 1, 2];

/** The faces a receipt can be set in. */
export const readableFaces: readonly ReadableFace[] = [readable(faceA), readable(faceB)];

/** How a cell is spelt as a key: its rows, each a number whose highest bit is the leftmost dot. */
export function keyOf(rows: readonly number[]): string {
  return rows.join(',');
}

/**
 * Characters that look alike are read as the first of them in code point order, as an eye would take a Cyrillic А for a Latin A
 * and a soft hyphen for a hyphen.
 */
export function lookAlike(character: string): string {
  const rows = faceA.glyph(character.codePointAt(0) ?? 0);
  return (rows && readableFaces[0]?.plain[0]?.get(keyOf([...rows]))) ?? character;
}

function readable(face: Face): ReadableFace {
  const table = (pictured: (row: number) => number) =>
    COVERED_ROWS.map((covered) => {
      const characters = new Map<string, string>();
      for (const codePoint of face.codePoints) {
        const rows = [...(face.glyph(codePoint) ?? [])].slice(0, face.height - covered);
        const key = keyOf(rows.map(pictured));
        if (!characters.has(key)) characters.set(key, String.fromCodePoint(codePoint));
      }
      return characters;
    });
  return { width: face.width, height: face.height, plain: table((row) => row), bold: table((row) => row | (row >> 1)) };
}
