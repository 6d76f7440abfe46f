import { flawOfPairs, type PairFlaw } from './ai/pairs.ts';
import type { ValueFlaw } from './ai/value.ts';

/** One application identifier and its value. */
export interface Gs1Element {
  readonly ai: string;
  readonly value: string;
}

/**
 * Why elements were refused, and at which AI:
 * - `empty`: there is none; `tooMany`: more than `MOST_ELEMENTS`;
 * - `character`: one that no element can hold; `unknownAi`; `separator`: two in a row;
 * - `length`, `checkDigit`, `content`: of a value;
 * - `duplicate`: the same AI with another value; `missing`, `forbidden`: of pairs.
 */
export type ElementFlaw =
  | { readonly reason: 'empty' | 'tooMany' }
  | { readonly reason: 'unknownAi' | 'separator' | 'duplicate'; readonly ai: string }
  | { readonly reason: 'character'; readonly ai?: string }
  | (Exclude<ValueFlaw, { reason: 'character' }> & { readonly ai: string })
  | PairFlaw;

export type ElementsReading =
  | { readonly kind: 'ok'; readonly elements: readonly Gs1Element[] }
  | { readonly kind: 'refused'; readonly flaw: ElementFlaw };

/** More elements than any symbol that is scanned has room to mean; a QR code of nothing but the shortest would hold more. */
export const MOST_ELEMENTS = 64;

/** Joins the elements of one symbol: duplicates that say the same become one, and every pair has to be allowed. */
export function joinElements(all: readonly Gs1Element[]): ElementsReading {
  if (all.length === 0) return refusedElements({ reason: 'empty' });
  const elements: Gs1Element[] = [];
  const ais: string[] = [];
  for (const element of all) {
    const before = ais.indexOf(element.ai);
    if (before === -1) {
      elements.push(element);
      ais.push(element.ai);
    } else if (elements[before]?.value !== element.value) {
      return refusedElements({ reason: 'duplicate', ai: element.ai });
    }
  }
  const flaw = flawOfPairs(ais);
  return flaw === null ? { kind: 'ok', elements } : refusedElements(flaw);
}

/** The value of an AI; undefined where it is not there. */
export function valueOfAi(elements: readonly Gs1Element[], ai: string): string | undefined {
  for (const element of elements) if (element.ai === ai) return element.value;
  return undefined;
}

export function refusedElements(flaw: ElementFlaw): ElementsReading {
  return { kind: 'refused', flaw };
}
