import type { AiPattern } from './row.ts';
import { AI_TABLE } from './table.ts';

/** A pair of AIs that must not be, or of which one half is missing. */
export type PairFlaw =
  | { readonly reason: 'missing'; readonly ai: string; readonly wanted: string }
  | { readonly reason: 'forbidden'; readonly ai: string; readonly with: string };

/**
 * Checks which AIs stand together (GS1 General Specifications 4.13, invalid pairs and mandatory associations). Null when all may.
 * An AI does not exclude itself, though a pattern of its own siblings matches it.
 */
export function flawOfPairs(ais: readonly string[]): PairFlaw | null {
  for (const ai of ais) {
    const rule = AI_TABLE.get(ai);
    if (rule === undefined) continue;
    for (const { text, anyOf } of rule.needs) {
      if (!anyOf.some((all) => all.every((pattern) => find(pattern, ais, '') !== undefined))) {
        return { reason: 'missing', ai, wanted: text };
      }
    }
    for (const pattern of rule.excludes) {
      const other = find(pattern, ais, ai);
      if (other !== undefined) return { reason: 'forbidden', ai, with: other };
    }
  }
  return null;
}

/** The first AI that a pattern matches, other than `not`. Plain loops: it is asked dozens of times for each scan. */
function find({ start, length }: AiPattern, ais: readonly string[], not: string): string | undefined {
  for (const ai of ais) if (ai.length === length && ai !== not && ai.startsWith(start)) return ai;
  return undefined;
}
