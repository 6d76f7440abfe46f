import { type CsvError, parse } from 'csv-parse/sync';
import { type CsvText, csvTexts } from './csv-texts.ts';
import { badRecord, type SourceRecord } from './record.ts';
import type { FieldProblem } from './report.ts';

/** What a kind of file has in its columns. */
export interface CsvLayout<Column, T> {
  /** The columns by their header, or what is wrong with it. */
  readHeader(
    cells: readonly string[],
  ):
    | { readonly kind: 'columns'; readonly columns: readonly Column[] }
    | { readonly kind: 'refused'; readonly problems: readonly FieldProblem[] };
  /** One record's cells, as many as there are columns. */
  readCells(columns: readonly Column[], cells: readonly string[]): T;
}

const NOT_PAIRED = 'The quotation marks on this line are not in pairs.';
const DELIMITERS = [',', ';', '\t'] as const;

/**
 * Reads CSV (RFC 4180, UTF-8): a header, then one thing a record. The delimiter is the one of the header, since spreadsheets
 * write semicolons where the comma is the decimal sign. A header that is refused ends the reading: nothing after it has a name.
 */
export async function* csvRecords<Column, T>(
  source: AsyncIterable<Uint8Array>,
  layout: CsvLayout<Column, T>,
): AsyncGenerator<readonly SourceRecord<T>[], void, undefined> {
  let header: { readonly columns: readonly Column[]; readonly delimiter: string } | null = null;
  for await (const texts of csvTexts(source)) {
    let records = texts;
    if (header === null) {
      const first = texts[0];
      if (first === undefined) continue;
      if (first.kind === 'bad') return yield [badRecord(first.line, first.message)];
      const delimiter = delimiterOf(first.text);
      const cells = oneByOne(first, delimiter)[0]!;
      if (cells.kind === 'bad') return yield [badRecord(first.line, cells.message)];
      const read = layout.readHeader(cells.cells);
      if (read.kind === 'refused') return yield [{ kind: 'bad', line: first.line, problems: read.problems }];
      header = { columns: read.columns, delimiter };
      records = texts.slice(1);
    }
    const { columns, delimiter } = header;
    yield parsed(records, delimiter).map((row) => readRow(row, columns, layout));
  }
}

function readRow<Column, T>(row: Row, columns: readonly Column[], layout: CsvLayout<Column, T>): SourceRecord<T> {
  if (row.kind === 'bad') return badRecord(row.line, row.message);
  if (row.cells.length !== columns.length) {
    return badRecord(row.line, `The line has ${row.cells.length} cells, and the header ${columns.length} columns.`);
  }
  return { kind: 'candidate', line: row.line, candidate: layout.readCells(columns, row.cells) };
}

type Row =
  | { readonly kind: 'cells'; readonly line: number; readonly cells: readonly string[] }
  | { readonly kind: 'bad'; readonly line: number; readonly message: string };

/** Parses many records at once, and one by one only where that fails: the parser does not say which of them it gave up on. */
function parsed(texts: readonly CsvText[], delimiter: string): Row[] {
  const good = texts.filter((text) => text.kind === 'text');
  const together = tryParse(good.map(({ text }) => text).join('\n'), delimiter);
  if (together.kind === 'bad' || together.rows.length !== good.length)
    return texts.flatMap((text) => oneByOne(text, delimiter));
  let next = 0;
  return texts.map((text): Row => {
    if (text.kind === 'bad') return text;
    next += 1;
    return { kind: 'cells', line: text.line, cells: together.rows[next - 1]! };
  });
}

/**
 * A record of several lines that does not parse may be good lines between two stray quotation marks: the first and the last are
 * bad, and those between stand for themselves.
 */
function oneByOne(text: CsvText, delimiter: string): Row[] {
  if (text.kind === 'bad') return [text];
  const result = tryParse(text.text, delimiter);
  if (result.kind === 'rows') return [{ kind: 'cells', line: text.line, cells: result.rows[0] ?? [] }];
  const lines = text.text.split('\n');
  const last = lines.length - 1;
  return lines.flatMap((line, index): Row[] => {
    const number = text.line + index;
    if (index === 0) return [{ kind: 'bad', line: number, message: result.message }];
    if (index === last) return [{ kind: 'bad', line: number, message: NOT_PAIRED }];
    return line.trim() === '' ? [] : oneByOne({ kind: 'text', line: number, text: line }, delimiter);
  });
}

type Parse =
  | { readonly kind: 'rows'; readonly rows: readonly string[][] }
  | { readonly kind: 'bad'; readonly message: string };

function tryParse(text: string, delimiter: string): Parse {
  try {
    return { kind: 'rows', rows: parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true }) };
  } catch (error) {
    return { kind: 'bad', message: sentenceFor(error as CsvError) };
  }
}

function sentenceFor(error: CsvError): string {
  switch (error.code) {
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'Something follows the quotation mark that closes a cell. Double a quotation mark inside a quoted cell: "12"" pan".';
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'A quotation mark opens a cell and none closes it.';
    default:
      return 'A quotation mark stands inside a cell. Put the whole cell in quotation marks and double it: "12"" pan".';
  }
}

function delimiterOf(header: string): string {
  const count = (delimiter: string): number => header.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}
