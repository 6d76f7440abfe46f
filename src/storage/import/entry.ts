import { normaliseGtin } from '../../domain/gs1/gtin.ts';
import { type Item, itemSchema } from '../../domain/item/item.ts';
import { type CatalogueEntry, PLU } from '../catalogue/entry.ts';
import type { Candidate } from './record.ts';
import type { FieldProblem } from './report.ts';
import { sentencesFor } from './sentences.ts';

export type EntryReading =
  | { readonly kind: 'entry'; readonly entry: CatalogueEntry }
  | { readonly kind: 'bad'; readonly problems: readonly FieldProblem[] };

const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const MAX_BARCODES = 100;

/** Judges a record: an entry for the catalogue, or every field that is wrong with its sentence. */
export function readEntry(candidate: Candidate): EntryReading {
  const problems: FieldProblem[] = [...candidate.problems];
  const barcodes = readBarcodes(candidate.barcodes, problems);
  const plu = readPlu(candidate.plu, problems);
  const item = readItem(candidate, problems);
  if (item === null || problems.length > 0) return { kind: 'bad', problems };
  return { kind: 'entry', entry: { item, barcodes, ...(plu === undefined ? {} : { plu }) } };
}

function readItem(candidate: Candidate, problems: FieldProblem[]): Item | null {
  const tidy = Object.fromEntries(Object.entries(candidate.item).map(([key, value]) => [key, tidied(key, value)]));
  const known = new Set(problems.map(({ field }) => field));
  const result = itemSchema.safeParse(tidy);
  if (!result.success) {
    const found = sentencesFor(result.error.issues, tidy, candidate.label);
    problems.push(...found.filter(({ field }) => !known.has(field)));
    return null;
  }
  const item = result.data;
  for (const [path, text] of textsOf(item)) {
    if (UNPRINTABLE.test(text)) {
      const field = candidate.label(path);
      problems.push({ field, message: `${field} has a character that cannot be shown or printed.` });
    }
  }
  if (item.deposit === item.id) {
    problems.push({ field: 'deposit', message: 'An item cannot be its own deposit.' });
  }
  return item;
}

/** Names and sizes as people read them: white space and line breaks are one space. */
function tidied(key: string, value: unknown): unknown {
  if (key === 'name' || key === 'size' || key === 'category') return oneLine(value);
  if (key === 'categories' && Array.isArray(value)) return value.map(oneLine);
  if ((key === 'names' || key === 'sizes') && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([locale, text]) => [locale, oneLine(text)]));
  }
  return value;
}

function oneLine(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : value;
}

function* textsOf(item: Item): Generator<[path: string[], text: string]> {
  for (const [key, value] of Object.entries(item)) {
    if (typeof value === 'string') yield [[key], value];
    else if (Array.isArray(value)) for (const text of value) yield [[key], text];
    else if (typeof value === 'object') for (const [locale, text] of Object.entries(value)) yield [[key, locale], text];
  }
}

function readBarcodes(value: unknown, problems: FieldProblem[]): string[] {
  if (!Array.isArray(value) || value.some((barcode) => typeof barcode !== 'string')) {
    problems.push({ field: 'barcodes', message: 'barcodes is a list of texts, such as ["5012345678900"].' });
    return [];
  }
  if (value.length > MAX_BARCODES) {
    problems.push({ field: 'barcodes', message: `An item has at most ${MAX_BARCODES} barcodes, not ${value.length}.` });
    return [];
  }
  const gtins: string[] = [];
  for (const barcode of value as readonly string[]) {
    const reading = normaliseGtin(barcode);
    if (reading.kind === 'ok') gtins.push(reading.gtin);
    else problems.push({ field: 'barcodes', message: barcodeSentence(barcode.slice(0, 40), reading.reason) });
  }
  return gtins;
}

function barcodeSentence(barcode: string, reason: 'notDigits' | 'length' | 'checkDigit'): string {
  switch (reason) {
    case 'notDigits':
      return `The barcode "${barcode}" is not all digits. Spreadsheets shorten long numbers: make the column text.`;
    case 'length':
      return `The barcode ${barcode} has ${barcode.length} digits; a GTIN has 8, 12, 13 or 14. Zeros in front count.`;
    case 'checkDigit':
      return `The last digit of the barcode ${barcode} does not fit the others, so a digit is wrong.`;
  }
}

function readPlu(value: unknown, problems: FieldProblem[]): string | undefined {
  if (value === undefined || (typeof value === 'string' && PLU.test(value))) return value;
  problems.push({ field: 'plu', message: 'plu is a text of 1 to 10 digits.' });
  return undefined;
}
