import type { z } from 'zod';
import type { Item } from '../../domain/item/item.ts';
import type { Clash } from '../catalogue/entry.ts';
import type { FieldProblem } from './report.ts';

/** What each member takes, for whoever wrote something else there. */
const TAKES: Readonly<Record<keyof Item, string>> = {
  id: 'id is a text of 1 to 64 characters',
  name: 'name is a text of 1 to 200 characters',
  names: 'a name in another language is a text of 1 to 200 characters under a language such as de or pt-BR',
  size: 'size is a text of at most 60 characters',
  sizes: 'a size in another language is a text of at most 60 characters under a language such as de or pt-BR',
  category: 'category is a text of at most 120 characters',
  categories: 'categories is a list of at most 50 texts of 1 to 120 characters',
  price: 'price is a whole number of minor units (pence, cents) from 0 to 100000000000, such as 499 for 4.99',
  soldBy: 'soldBy is unit or weight',
  taxCodes: 'taxCodes is a list of at most 8 codes of 1 to 32 characters',
  minAge: 'minAge is a whole number of years from 1 to 99',
  deposit: 'deposit is the id of the item that is added as the deposit',
  picture: 'picture is the name of a picture: lower-case letters, digits and hyphens, at most 64',
  tare: 'tare is a whole number of grams from 0 to 100000',
  noDiscount: 'noDiscount is true or false',
};

/** The sentences for what the item's schema found, one a field. `label` names a place in the item as the file does. */
export function sentencesFor(
  issues: readonly z.core.$ZodIssue[],
  item: { readonly [key: string]: unknown },
  label: (path: readonly PropertyKey[]) => string,
): FieldProblem[] {
  const problems = new Map<string, FieldProblem>();
  const add = (field: string, message: string): void => {
    if (!problems.has(field)) problems.set(field, { field, message });
  };
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, 20)) add(key.slice(0, 60), `The field "${key.slice(0, 60)}" is not known.`);
      continue;
    }
    const member = String(issue.path[0]);
    const field = label(issue.path.slice(0, member === 'names' || member === 'sizes' ? 2 : 1)).slice(0, 60);
    const takes = Object.hasOwn(TAKES, member) ? TAKES[member as keyof Item] : `${field} is not right`;
    add(
      field,
      item[member] === undefined ? `${field} is missing: ${takes}.` : `${capital(takes)}${shown(item[member])}.`,
    );
  }
  return [...problems.values()];
}

/** What clashed when an entry was added, with the line of the one that was there before. */
export function clashSentence(clash: Clash): FieldProblem {
  switch (clash.kind) {
    case 'depositMissing':
      return { field: 'deposit', message: `The deposit "${clash.value}" is the id of no item that was taken.` };
    case 'depositHasDeposit':
      return {
        field: 'deposit',
        message: `The deposit "${clash.value}" has a deposit of its own, which is not possible.`,
      };
    case 'duplicate': {
      const field = clash.field === 'barcode' ? 'barcodes' : clash.field;
      return { field, message: `The ${clash.field} ${clash.value} is already on line ${clash.first}.` };
    }
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `, not "${String(value).slice(0, 40)}"` : '';
}

function capital(sentence: string): string {
  return sentence.startsWith('a ') ? `A${sentence.slice(1)}` : sentence;
}
