import { isOf } from './repertoire.ts';
import type { AiRule, Component } from './row.ts';

/** What is wrong with a value: its length, a character, or the content (`check` names what it should have been). */
export type ValueFlaw =
  | { readonly reason: 'length' }
  | { readonly reason: 'character' }
  | { readonly reason: 'checkDigit' }
  | { readonly reason: 'content'; readonly check: string };

const LENGTH: ValueFlaw = { reason: 'length' };
const CHARACTER: ValueFlaw = { reason: 'character' };
const CHECK_DIGIT: ValueFlaw = { reason: 'checkDigit' };

/** Checks the value of an element against its AI. Null when it holds. */
export function flawOfValue(rule: AiRule, value: string): ValueFlaw | null {
  if (value.length < rule.least || value.length > rule.most) return LENGTH;
  let at = 0;
  for (const component of rule.components) {
    if (component.optional && at === value.length) break;
    const length = component.least === component.most ? component.most : value.length - at;
    const flaw = flawOfComponent(component, value, at, at + length);
    if (flaw !== null) return flaw;
    at += length;
  }
  return at === value.length ? null : LENGTH;
}

function flawOfComponent(component: Component, value: string, start: number, end: number): ValueFlaw | null {
  const length = end - start;
  if (length < component.least || length > component.most || end > value.length) return LENGTH;
  if (!isOf(component.repertoire, value, start, end)) return CHARACTER;
  if (component.checks.length === 0) return null;
  const text = length === value.length ? value : value.slice(start, end);
  for (const { name, holds } of component.checks) {
    if (!holds(text))
      return name === 'checkDigit' || name === 'checkPair' ? CHECK_DIGIT : { reason: 'content', check: name };
  }
  return null;
}
