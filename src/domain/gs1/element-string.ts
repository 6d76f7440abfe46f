import { predefinedLength, ruleAt } from './ai/table.ts';
import { flawOfValue } from './ai/value.ts';
import { type ElementsReading, type Gs1Element, joinElements, MOST_ELEMENTS, refusedElements } from './elements.ts';

/** What FNC1 becomes between two elements (GS1 General Specifications 7.8; ASCII 29, group separator). */
export const SEPARATOR = '\u001d';
const GS = 0x1d;

/** Characters of sets 82, 39 and 64, and the separator: anything else is in no element string (GS1 General Specifications 7.11). */
const ELEMENT_STRING = /^[!"#%-?A-Z_a-z\u001d]*$/;

/**
 * Takes an element string apart (GS1 General Specifications 7.8) and checks every element, every repeated AI, and which stand
 * together. Elements of predefined length end by themselves, and a separator behind one is tolerated; any other ends at a
 * separator or the end of the data, so that a missing separator makes it too long or makes up its value. FNC1 in first
 * position is not data, yet readers send it: one separator in front is tolerated, and one at the end.
 */
export function readElementString(text: string): ElementsReading {
  if (!ELEMENT_STRING.test(text)) return refusedElements({ reason: 'character' });
  const elements: Gs1Element[] = [];
  let at = text.charCodeAt(0) === GS ? 1 : 0;
  while (at < text.length) {
    if (text.charCodeAt(at) === GS) return refusedElements({ reason: 'separator', ai: elements.at(-1)?.ai ?? '' });
    if (elements.length === MOST_ELEMENTS) return refusedElements({ reason: 'tooMany' });
    const rule = ruleAt(text, at);
    if (rule === undefined) return refusedElements({ reason: 'unknownAi', ai: aiText(text, at) });
    const { ai } = rule;
    const start = at + ai.length;
    const predefined = predefinedLength(ai);
    const end = predefined === null ? separatorFrom(text, start) : Math.min(start + predefined, text.length);
    const value = text.slice(start, end);
    const flaw = flawOfValue(rule, value);
    if (flaw !== null) return refusedElements({ ...flaw, ai });
    elements.push({ ai, value });
    at = text.charCodeAt(end) === GS ? end + 1 : end;
  }
  return joinElements(elements);
}

function separatorFrom(text: string, start: number): number {
  const found = text.indexOf(SEPARATOR, start);
  return found === -1 ? text.length : found;
}

/** The digits at a place, at most four: what was meant as an AI. */
function aiText(text: string, at: number): string {
  return /^[0-9]{0,4}/.exec(text.slice(at, at + 4))?.[0] ?? '';
}
