import { type AiRule, readRow } from './row.ts';
import { STARTING_0_TO_2 } from './starting-0-to-2.ts';
import { STARTING_3 } from './starting-3.ts';
import { STARTING_4 } from './starting-4.ts';
import { STARTING_7 } from './starting-7.ts';
import { STARTING_8_AND_9 } from './starting-8-and-9.ts';

/** Every application identifier there is (GS1 General Specifications 3.2), by its digits. */
export const AI_TABLE: ReadonlyMap<string, AiRule> = new Map(
  [...STARTING_0_TO_2, ...STARTING_3, ...STARTING_4, ...STARTING_7, ...STARTING_8_AND_9]
    .flatMap(readRow)
    .map((rule) => [rule.ai, rule]),
);

/**
 * Element strings whose length their first two digits tell, AI included, so that no separator has to follow (GS1 General
 * Specifications 7.8, element strings with predefined length). The table is closed: AIs of the future get a separator.
 */
const PREDEFINED: readonly (readonly [starts: string, length: number])[] = [
  ['00', 20],
  ['01 02 03', 16],
  ['04', 18],
  ['11 12 13 14 15 16 17 18 19', 8],
  ['20', 4],
  ['31 32 33 34 35 36', 10],
  ['41', 16],
];

/** Over the number that the first two digits are: how many digits an AI has (0 for none), and how long its element string is. */
const AI_LENGTHS = new Uint8Array(100);
for (const ai of AI_TABLE.keys()) AI_LENGTHS[Number(ai.slice(0, 2))] = ai.length;
const ELEMENT_LENGTHS = new Uint8Array(100);
for (const [starts, length] of PREDEFINED) {
  for (const start of starts.split(' ')) ELEMENT_LENGTHS[Number(start)] = length;
}

function startAt(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 0x30, text.charCodeAt(at + 1) - 0x30];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** The rule of the AI that stands at a place; undefined when none does. */
export function ruleAt(text: string, at: number): AiRule | undefined {
  const length = AI_LENGTHS[startAt(text, at)] ?? 0;
  return length === 0 ? undefined : AI_TABLE.get(text.slice(at, at + length));
}

/** How long the value of this AI is when its length is predefined; null when a separator or the end has to end it. */
export function predefinedLength(ai: string): number | null {
  const length = ELEMENT_LENGTHS[startAt(ai, 0)] ?? 0;
  return length === 0 ? null : length - ai.length;
}
