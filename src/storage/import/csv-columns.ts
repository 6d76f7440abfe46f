import type { CsvLayout } from './csv.ts';
import type { Candidate } from './record.ts';
import type { FieldProblem } from './report.ts';

/** How a column's cells become members of an item. */
type Column =
  | { readonly kind: 'text' | 'integer' | 'yesNo'; readonly key: string }
  | { readonly kind: 'localised'; readonly key: 'names' | 'sizes'; readonly locale: string }
  | { readonly kind: 'codes' | 'categories' | 'barcodes' | 'plu' };

const COLUMNS: Readonly<Record<string, Column>> = {
  id: { kind: 'text', key: 'id' },
  barcodes: { kind: 'barcodes' },
  plu: { kind: 'plu' },
  name: { kind: 'text', key: 'name' },
  size: { kind: 'text', key: 'size' },
  category: { kind: 'text', key: 'category' },
  categories: { kind: 'categories' },
  price: { kind: 'integer', key: 'price' },
  soldBy: { kind: 'text', key: 'soldBy' },
  taxCodes: { kind: 'codes' },
  minAge: { kind: 'integer', key: 'minAge' },
  deposit: { kind: 'text', key: 'deposit' },
  picture: { kind: 'text', key: 'picture' },
  tare: { kind: 'integer', key: 'tare' },
  noDiscount: { kind: 'yesNo', key: 'noDiscount' },
};

/** Without these a file could not say what it sells: an item with no tax code is a cell left empty on purpose. */
const REQUIRED = ['id', 'name', 'price', 'soldBy', 'taxCodes'];

const LOCALISED = /^(name|size)\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)$/;
const YES: ReadonlySet<string> = new Set(['true', 'yes', '1']);
const NO: ReadonlySet<string> = new Set(['false', 'no', '0']);

type HeaderReading =
  | { readonly kind: 'columns'; readonly columns: readonly Column[]; readonly names: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly FieldProblem[] };

/** Reads the header: every column known, none twice, none missing that must be there. */
function readHeader(cells: readonly string[]): HeaderReading {
  const names = cells.map((cell) => cell.trim());
  const problems: FieldProblem[] = [];
  const columns: Column[] = [];
  names.forEach((name, index) => {
    const column = columnOf(name);
    if (column === null) problems.push({ field: name, message: unknownColumn(name, index) });
    else if (names.indexOf(name) !== index)
      problems.push({ field: name, message: `The column ${name} is there twice.` });
    else columns.push(column);
  });
  for (const name of REQUIRED) {
    if (!names.includes(name))
      problems.push({ field: name, message: `The column ${name} is missing from the header.` });
  }
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'columns', columns, names };
}

function columnOf(name: string): Column | null {
  if (Object.hasOwn(COLUMNS, name)) return COLUMNS[name]!;
  const localised = LOCALISED.exec(name);
  if (localised === null) return null;
  return { kind: 'localised', key: localised[1] === 'name' ? 'names' : 'sizes', locale: localised[2]! };
}

function unknownColumn(name: string, index: number): string {
  if (name === '') return `Column ${index + 1} has no name in the header.`;
  return `The column "${name.slice(0, 60)}" is not known. Known are ${Object.keys(COLUMNS).join(', ')}, and name.de or size.fr for other languages.`;
}

/** Reads one record's cells, as many as there are columns. An empty cell is a member that is not there. */
function readCells(columns: readonly Column[], cells: readonly string[]): Candidate {
  const item: Record<string, unknown> = { taxCodes: [] };
  const problems: FieldProblem[] = [];
  let barcodes: readonly string[] = [];
  let plu: string | undefined;
  columns.forEach((column, index) => {
    const cell = cells[index]!.trim();
    if (cell === '') return;
    switch (column.kind) {
      case 'text':
        item[column.key] = cell;
        return;
      case 'integer':
        if (/^\d{1,15}$/.test(cell)) item[column.key] = Number(cell);
        else problems.push({ field: column.key, message: notAnInteger(column.key, cell) });
        return;
      case 'yesNo': {
        const answer = cell.toLowerCase();
        if (YES.has(answer) || NO.has(answer)) item[column.key] = YES.has(answer);
        else problems.push({ field: column.key, message: `${column.key} is yes or no, not "${cell.slice(0, 40)}".` });
        return;
      }
      case 'localised':
        item[column.key] = { ...(item[column.key] as object | undefined), [column.locale]: cell };
        return;
      case 'codes':
        item.taxCodes = cell.split(/[\s|]+/).filter((code) => code !== '');
        return;
      case 'categories':
        // Names of categories hold spaces; in a file of semicolons the cell is quoted, or written with bars.
        item.categories = cell
          .split(/[;|]/)
          .map((name) => name.trim())
          .filter((name) => name !== '');
        return;
      case 'barcodes':
        barcodes = cell.split(/[\s|]+/).filter((barcode) => barcode !== '');
        return;
      case 'plu':
        plu = cell;
    }
  });
  return { item, barcodes, plu, problems, label };
}

/** What a catalogue has in its columns. */
export const CATALOGUE_COLUMNS: CsvLayout<Column, Candidate> = { readHeader, readCells };

function label(path: readonly PropertyKey[]): string {
  const [member, locale] = path.map(String);
  if (member === 'names') return `name.${locale}`;
  return member === 'sizes' ? `size.${locale}` : (member ?? '');
}

function notAnInteger(key: string, cell: string): string {
  const shown = cell.slice(0, 40);
  if (key !== 'price') return `${key} is a whole number, not "${shown}".`;
  const decimal = /^(\d{1,9})[.,](\d{2})$/.exec(cell);
  if (decimal === null)
    return `price is a whole number of minor units (pence, cents), such as 499 for 4.99, not "${shown}".`;
  return `price is in minor units (pence, cents): write ${Number(`${decimal[1]}${decimal[2]}`)}, not ${shown}.`;
}
