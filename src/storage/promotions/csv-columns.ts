import type { CsvLayout } from '../import/csv.ts';
import type { FieldProblem } from '../import/report.ts';

/** The columns in the order of the documentation, and the place of each in the model. */
const PLACES = {
  id: 'id',
  title: 'title',
  items: 'groups[0].match.items',
  categories: 'groups[0].match.categories',
  exceptItems: 'groups[0].match.except.items',
  exceptCategories: 'groups[0].match.except.categories',
  quantity: 'groups[0].quantity',
  percent: 'discount.percent',
  amount: 'discount.amount',
  price: 'discount.price',
  limit: 'limit',
  maxDiscount: 'maxDiscount',
  coupon: 'requires.coupon',
  segment: 'requires.segment',
  from: 'window.from',
  until: 'window.until',
  days: 'window.days',
  hours: 'window.hours',
  layer: 'layer',
  exclusive: 'exclusive',
  onDiscounted: 'onDiscounted',
  fundedBy: 'fundedBy',
} as const;

type Column = keyof typeof PLACES;

const COLUMNS = Object.keys(PLACES) as readonly Column[];
const REQUIRED: readonly Column[] = ['id', 'title'];
const YES: ReadonlySet<string> = new Set(['true', 'yes', '1']);
const NO: ReadonlySet<string> = new Set(['false', 'no', '0']);

interface Candidate {
  readonly value: unknown;
  readonly problems: readonly FieldProblem[];
  readonly label: (path: string) => string;
}

/**
 * What promotions of one group have in their columns: a percent, an amount or a price off each piece, or off each set of
 * `quantity`. An empty cell is a member that is not there.
 */
export const PROMOTION_COLUMNS: CsvLayout<Column, Candidate> = { readHeader, readCells };

function readHeader(cells: readonly string[]): ReturnType<CsvLayout<Column, Candidate>['readHeader']> {
  const names = cells.map((cell) => cell.trim());
  const problems: FieldProblem[] = [];
  const columns = names.flatMap((name, index): Column[] => {
    const column = COLUMNS.find((known) => known === name);
    if (column === undefined) {
      const message = `The column "${name.slice(0, 60)}" is not known. Known are ${COLUMNS.join(', ')}.`;
      problems.push({ field: name.slice(0, 60), message });
      return [];
    }
    if (names.indexOf(name) !== index) problems.push({ field: name, message: `The column ${name} is there twice.` });
    return [column];
  });
  for (const name of REQUIRED) {
    if (!names.includes(name))
      problems.push({ field: name, message: `The column ${name} is missing from the header.` });
  }
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'columns', columns };
}

function readCells(columns: readonly Column[], cells: readonly string[]): Candidate {
  const problems: FieldProblem[] = [];
  const row = new Map<Column, string>();
  columns.forEach((column, index) => {
    const cell = (cells[index] ?? '').trim();
    if (cell !== '') row.set(column, cell);
  });
  const integer = (column: Column): number | undefined => {
    const cell = row.get(column);
    if (cell === undefined || /^-?\d{1,15}$/.test(cell)) return cell === undefined ? undefined : Number(cell);
    problems.push({ field: column, message: `${column} is a whole number, not "${cell.slice(0, 40)}".` });
    return undefined;
  };
  const yesNo = (column: Column): boolean | undefined => {
    const cell = row.get(column)?.toLowerCase();
    if (cell === undefined || YES.has(cell) || NO.has(cell)) return cell === undefined ? undefined : YES.has(cell);
    problems.push({ field: column, message: `${column} is yes or no, not "${cell.slice(0, 40)}".` });
    return undefined;
  };
  const list = (column: Column): string[] | undefined => namesIn(row.get(column));
  const group = (members: Readonly<Record<string, unknown>>) =>
    Object.values(members).every((value) => value === undefined) ? undefined : given(members);

  const quantity = integer('quantity') ?? 1;
  const except = group({ items: list('exceptItems'), categories: list('exceptCategories') });
  const hours = hoursIn(row.get('hours'), problems);
  const value = given({
    id: row.get('id'),
    title: row.get('title'),
    family: 'multibuy',
    groups: [
      {
        id: 'goods',
        match: given({ items: list('items'), categories: list('categories'), except }),
        quantity,
      },
    ],
    discount: given({
      percent: row.get('percent'),
      amount: integer('amount'),
      price: integer('price'),
      per: quantity === 1 ? 'unit' : 'set',
    }),
    limit: integer('limit'),
    maxDiscount: integer('maxDiscount'),
    requires: group({ coupon: row.get('coupon'), segment: row.get('segment') }),
    window: group({
      from: row.get('from'),
      until: row.get('until'),
      days: row
        .get('days')
        ?.toLowerCase()
        .split(/[\s;|]+/),
      hours,
    }),
    layer: integer('layer'),
    exclusive: yesNo('exclusive'),
    onDiscounted: yesNo('onDiscounted'),
    fundedBy: row.get('fundedBy'),
  });
  return { value, problems, label };
}

function given(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** "tea;coffee" or "tea|coffee": names may hold spaces. */
function namesIn(cell: string | undefined): string[] | undefined {
  return cell
    ?.split(/[;|]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** "17:00-19:00" or several of them. */
function hoursIn(cell: string | undefined, problems: FieldProblem[]) {
  return cell?.split(/[\s;|]+/).flatMap((span) => {
    const [from, until] = span.split('-');
    if (from !== undefined && until !== undefined) return [{ from, until }];
    problems.push({ field: 'hours', message: `hours are like "17:00-19:00", not "${span.slice(0, 40)}".` });
    return [];
  });
}

/** The column that a place in the model comes from. */
function label(path: string): string {
  const column = COLUMNS.find((name) => path === PLACES[name]) ?? COLUMNS.find((name) => path.startsWith(PLACES[name]));
  if (column !== undefined) return column;
  if (path === 'discount') return 'percent, amount, price';
  return path.startsWith('groups[0].match') ? 'items, categories' : path;
}
