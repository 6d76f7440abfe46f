import type { LabelTemplate, PosIdentity } from './identity.ts';
import { type LabelLayout, readTemplate, type TemplateReading } from './label-template.ts';
import { price4CheckDigit, price5CheckDigit } from './price-check-digit.ts';

export type LabelReading =
  | Extract<PosIdentity, { kind: 'inStore' | 'inStoreWeight' }>
  /** No template has these digits where it has literals: the number is an ordinary one. */
  | { readonly kind: 'noTemplate' }
  /** The verifier digit is not that of the price or weight, or the label embeds nothing at all. */
  | { readonly kind: 'badLabel' };

/** Templates live as long as the lane's settings and are taken apart once. */
const readings = new WeakMap<LabelTemplate, TemplateReading>();

function readOnce(template: LabelTemplate): TemplateReading {
  const before = readings.get(template);
  if (before !== undefined) return before;
  const reading = readTemplate(template);
  readings.set(template, reading);
  return reading;
}

/**
 * Reads a variable-measure label by the first template whose literal digits it has (GS1 General Specifications 2.1.14: the
 * layout behind 02 and 20–29 is national). `digits` are the 13 of an EAN-13 whose check digit was verified. The item code keeps
 * its leading zeros. A template that `readTemplate` refuses matches nothing. A price or weight of 0 is refused: nothing may be
 * sold for nothing because a scale was not told what lay on it.
 */
export function readLabel(digits: string, templates: readonly LabelTemplate[]): LabelReading {
  for (const template of templates) {
    const reading = readOnce(template);
    if (reading.kind === 'ok' && hasLiterals(digits, reading.layout.pattern)) return extract(digits, reading.layout);
  }
  return { kind: 'noTemplate' };
}

function hasLiterals(digits: string, pattern: string): boolean {
  if (digits.length !== pattern.length) return false;
  for (let place = 0; place < pattern.length; place += 1) {
    const wanted = pattern.charAt(place);
    if (wanted >= '0' && wanted <= '9' && wanted !== digits.charAt(place)) return false;
  }
  return true;
}

function extract(digits: string, layout: LabelLayout): LabelReading {
  const value = digits.slice(layout.value.start, layout.value.end);
  if (layout.verifier !== null) {
    const expected = layout.verifier.method === 'price4' ? price4CheckDigit(value) : price5CheckDigit(value);
    if (digits.charAt(layout.verifier.place) !== expected) return { kind: 'badLabel' };
  }
  const amount = Number(value) * layout.scale;
  if (amount === 0) return { kind: 'badLabel' };
  const itemCode = digits.slice(layout.item.start, layout.item.end);
  return layout.measure === 'price'
    ? { kind: 'inStore', itemCode, price: amount }
    : { kind: 'inStoreWeight', itemCode, grams: amount };
}
