import type { LabelTemplate } from './identity.ts';

/** A run of places in a label, from `start` up to `end`. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/** A template taken apart. */
export interface LabelLayout {
  readonly pattern: string;
  readonly item: Run;
  readonly measure: 'price' | 'weight';
  readonly value: Run;
  /** Where the verifier digit stands and how it is computed; null when the label has none, or it is not to be checked. */
  readonly verifier: { readonly place: number; readonly method: 'price4' | 'price5' } | null;
  readonly scale: number;
}

/** What is wrong with a template; `overlap` when another template before it matches the same labels. */
export type TemplateFlaw = 'pattern' | 'prefix' | 'checkDigit' | 'item' | 'measure' | 'verifier' | 'scale' | 'overlap';

export type TemplateReading =
  | { readonly kind: 'ok'; readonly layout: LabelLayout }
  | { readonly kind: 'badTemplate'; readonly flaw: TemplateFlaw };

export type TemplatesReading =
  | { readonly kind: 'ok'; readonly layouts: readonly LabelLayout[] }
  | { readonly kind: 'badTemplate'; readonly index: number; readonly flaw: TemplateFlaw };

const PATTERN = /^[0-9IPWVC]{13}$/;
/** Prefixes that GS1 leaves to stores and nations (GS1 General Specifications 1.4, GS1 Prefixes: 02 and 20 to 29). */
const PREFIX = /^(?:02|2[0-9])/;
const MAX_SCALE = 1_000_000;

/**
 * Takes one template apart. A pattern has 13 places and starts with the digits 02 or 20–29; I and one of P or W are each one
 * unbroken run; C is the last place; V is at most one place. Without `verifier`, V is checked by the length of the value (four
 * or five digits); `none` leaves the digit unread. `scale` is a whole number from 1 to 1,000,000.
 */
export function readTemplate(template: LabelTemplate): TemplateReading {
  const { pattern, scale = 1 } = template;
  if (!PATTERN.test(pattern)) return flaw('pattern');
  if (!PREFIX.test(pattern)) return flaw('prefix');
  if (pattern.indexOf('C') !== 12) return flaw('checkDigit');
  const item = runOf(pattern, 'I');
  if (item === null) return flaw('item');
  const price = runOf(pattern, 'P');
  const value = price ?? runOf(pattern, 'W');
  const other = price === null ? 'P' : 'W';
  if (value === null || pattern.includes(other)) return flaw('measure');
  const verifier = readVerifier(template, value);
  if (verifier === 'flawed') return flaw('verifier');
  if (!Number.isSafeInteger(scale) || scale < 1 || scale > MAX_SCALE) return flaw('scale');
  return {
    kind: 'ok',
    layout: { pattern, item, measure: price === null ? 'weight' : 'price', value, verifier, scale },
  };
}

/** Takes all templates of a store apart and refuses two that match the same label, since then order would decide a price. */
export function readTemplates(templates: readonly LabelTemplate[]): TemplatesReading {
  const layouts: LabelLayout[] = [];
  for (const [index, template] of templates.entries()) {
    const read = readTemplate(template);
    if (read.kind === 'badTemplate') return { kind: 'badTemplate', index, flaw: read.flaw };
    if (layouts.some((earlier) => overlaps(earlier.pattern, read.layout.pattern))) {
      return { kind: 'badTemplate', index, flaw: 'overlap' };
    }
    layouts.push(read.layout);
  }
  return { kind: 'ok', layouts };
}

function readVerifier(template: LabelTemplate, value: Run): LabelLayout['verifier'] | 'flawed' {
  const { pattern, verifier } = template;
  const place = pattern.indexOf('V');
  if (place !== pattern.lastIndexOf('V')) return 'flawed';
  if (verifier === 'none') return null;
  if (place === -1) return verifier === undefined ? null : 'flawed';
  const length = value.end - value.start;
  const method = length === 4 ? 'price4' : length === 5 ? 'price5' : null;
  if (method === null || (verifier !== undefined && verifier !== method)) return 'flawed';
  return { place, method };
}

/** The run of places with this letter; null when there is none or it is broken. */
function runOf(pattern: string, letter: string): Run | null {
  const start = pattern.indexOf(letter);
  const end = pattern.lastIndexOf(letter) + 1;
  return start !== -1 && pattern.slice(start, end) === letter.repeat(end - start) ? { start, end } : null;
}

function overlaps(a: string, b: string): boolean {
  return ![...a].some((place, index) => isDigit(place) && isDigit(b.charAt(index)) && place !== b.charAt(index));
}

function isDigit(place: string): boolean {
  return place >= '0' && place <= '9';
}

function flaw(name: TemplateFlaw): TemplateReading {
  return { kind: 'badTemplate', flaw: name };
}
