import { PassThrough, pipeline, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Sale } from './sales.ts';
import { type Cell, COLUMNS, rowsOf } from './table.ts';

/** Rows of one sheet, its head among them. Source: Excel specifications and limits. */
export const MOST_ROWS = 1_048_576;

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** What a workbook of one sheet is made of, beside the sheet. Source: ECMA-376, part 2 and part 1, section 18. */
const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `${DECLARED}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  '_rels/.rels': `${DECLARED}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${DECLARED}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Sales" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${DECLARED}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/** Sales as a workbook of one sheet, packed while it is read: no more than a page of sales is in memory. */
export function xlsxOf(sales: AsyncIterable<Sale>): Readable {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(PARTS)) zip.addBuffer(Buffer.from(text), name);
  const output = new PassThrough();
  // Asked for only when its turn comes, and what goes wrong in it ends the whole.
  const sheet = Readable.from(sheetOf(sales), { objectMode: false });
  sheet.on('error', (error) => output.destroy(error));
  pipeline(zip.outputStream, output, () => sheet.destroy());
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml');
  zip.end();
  return output;
}

async function* sheetOf(sales: AsyncIterable<Sale>): AsyncGenerator<Buffer> {
  yield Buffer.from(`${DECLARED}<worksheet xmlns="${MAIN}"><sheetData>${rowOf(COLUMNS)}`);
  for await (const sale of sales) yield Buffer.from([...rowsOf(sale)].map(rowOf).join(''));
  yield Buffer.from('</sheetData></worksheet>');
}

function rowOf(cells: readonly Cell[]): string {
  return `<row>${cells.map(cellOf).join('')}</row>`;
}

function cellOf(cell: Cell): string {
  if (cell === null) return '<c/>';
  if (typeof cell !== 'string') return `<c><v>${cell.decimal}</v></c>`;
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

/** Characters that XML 1.0 has not are left out (section 2.2). */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
