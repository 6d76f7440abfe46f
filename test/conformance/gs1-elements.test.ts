import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AI_TABLE } from '../../src/domain/gs1/ai/table.ts';
import { readElementString } from '../../src/domain/gs1/element-string.ts';
import type { Gs1Element } from '../../src/domain/gs1/elements.ts';

const GS = '\u001d';

/** One line of the vectors: values of these AIs, beside the elements that they need. */
interface Vector {
  readonly ais: string;
  readonly with: Readonly<Record<string, string>>;
  readonly valid: readonly string[];
  readonly invalid: readonly string[];
  readonly source: string;
}

const VECTORS: readonly Vector[] = readFileSync(new URL('gs1-ai-vectors.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

function expand(ais: string): string[] {
  const [first = '', last = first] = ais.split('-');
  const length = Number(last) - Number(first) + 1;
  return Array.from({ length }, (_, index) => String(Number(first) + index).padStart(first.length, '0'));
}

function elementString(elements: readonly Gs1Element[]): string {
  return elements.map(({ ai, value }) => `${ai}${value}`).join(GS);
}

function companions(row: Vector): Gs1Element[] {
  return Object.entries(row.with).map(([ai, value]) => ({ ai, value }));
}

describe('every application identifier has values that hold and values that do not', () => {
  for (const row of VECTORS) {
    test(`(${row.ais}) (${row.source})`, () => {
      expect(row.valid.length).toBeGreaterThan(0);
      expect(row.invalid.length).toBeGreaterThan(0);
      for (const ai of expand(row.ais)) {
        const others = companions(row).filter((other) => other.ai !== ai);
        for (const value of row.valid) {
          const elements = [...others, { ai, value }];
          const read = readElementString(elementString(elements));
          expect(read, `(${ai})${value}`).toEqual({ kind: 'ok', elements });
        }
        for (const value of row.invalid) {
          const read = readElementString(elementString([...others, { ai, value }]));
          expect(read.kind, `(${ai})${value}`).toBe('refused');
        }
        // What is needed beside it is really needed.
        if (others.length > 0 && (AI_TABLE.get(ai)?.needs.length ?? 0) > 0) {
          const alone = readElementString(`${ai}${row.valid[0]}`);
          expect(alone, `(${ai}) alone`).toMatchObject({ kind: 'refused', flaw: { reason: 'missing', ai } });
        }
      }
    });
  }

  test('no application identifier is without', () => {
    const covered = VECTORS.flatMap(({ ais }) => expand(ais));
    expect([...covered].sort()).toEqual([...AI_TABLE.keys()].sort());
  });
});
