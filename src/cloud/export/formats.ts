import { Readable } from 'node:stream';
import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { csvOf } from './csv.ts';
import { epcisOf } from './epcis.ts';
import { poslogOf } from './poslog.ts';
import { countLines, type Span, salesOf } from './sales.ts';
import { MOST_ROWS, xlsxOf } from './xlsx.ts';

export const FORMATS = ['csv', 'xlsx', 'poslog', 'epcis'] as const;
export type Format = (typeof FORMATS)[number];

/** By format: media type, and the ending of a file of it. */
export const FORMAT_TYPES: Readonly<Record<Format, { readonly type: string; readonly ending: string }>> = {
  csv: { type: 'text/csv; charset=utf-8; header=present', ending: 'csv' },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ending: 'xlsx' },
  poslog: { type: 'application/json', ending: 'json' },
  epcis: { type: 'application/ld+json', ending: 'jsonld' },
};

const WRITERS = { csv: csvOf, poslog: poslogOf, epcis: epcisOf };

export type Exported = { readonly kind: 'stream'; readonly stream: Readable } | { readonly kind: 'tooLong' };

/** Sales of a span in a format, as bytes that come as fast as they are taken. `tooLong`: more than a sheet has rows. */
export async function exportSales(db: Kysely<Tables>, format: Format, span: Span): Promise<Exported> {
  const sales = salesOf(db, span);
  if (format !== 'xlsx')
    return { kind: 'stream', stream: Readable.from(WRITERS[format](sales), { objectMode: false }) };
  if ((await countLines(db, span)) >= MOST_ROWS) return { kind: 'tooLong' };
  return { kind: 'stream', stream: xlsxOf(sales) };
}
