import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { buildCatalogue, type CatalogueBuilder } from '../catalogue/builder.ts';
import { guardedAsync } from '../database/faults.ts';
import { csvRecords } from './csv.ts';
import { CATALOGUE_COLUMNS } from './csv-columns.ts';
import { readEntry } from './entry.ts';
import { ndjsonRecords } from './ndjson.ts';
import type { SourceRecord } from './record.ts';
import { type ImportReport, type ProblemList, problemList } from './report.ts';
import { clashSentence } from './sentences.ts';

export interface ImportOptions {
  /** A file's path, or its bytes. */
  readonly source: string | Readable;
  readonly format: 'csv' | 'ndjson';
  /** The catalogue that is replaced. */
  readonly target: string;
  /** Names the catalogue; a digest of the source when left out. */
  readonly version?: string;
  /** Take the good records although others are bad. */
  readonly skipBad?: boolean;
}

const FORMATS = {
  csv: (source: AsyncIterable<Uint8Array>) => csvRecords(source, CATALOGUE_COLUMNS),
  ndjson: ndjsonRecords,
} as const;
const VERSION_DIGITS = 16;

/**
 * Replaces a catalogue by what a file lists. Every bad line is reported; unless `skipBad` is set, one bad line leaves everything
 * as it was. Reads as a stream: memory stays bounded however long the file or a line of it is.
 * @throws Fault STORAGE_IO (the file cannot be read), STORAGE_LOCKED (another import runs), STORAGE_DISK_FULL.
 */
export async function importCatalogue(options: ImportOptions): Promise<ImportReport> {
  const { target, format, skipBad = false } = options;
  const builder = buildCatalogue(target);
  try {
    const problems = problemList();
    const digest = createHash('sha256');
    const source = typeof options.source === 'string' ? createReadStream(options.source) : options.source;
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for await (const data of source) {
        const chunk: Uint8Array = typeof data === 'string' ? Buffer.from(data) : data;
        digest.update(chunk);
        yield chunk;
      }
    }
    await guardedAsync('reading the import', async () => {
      for await (const records of FORMATS[format](bytes())) {
        for (const record of records) addRecord(builder, record, problems);
      }
    });
    const before = problems.count;
    for (const { number, clash } of builder.badDeposits()) problems.add(number, [clashSentence(clash)]);
    if (problems.count > 0 && !skipBad) return { kind: 'refused', ...problems.result() };
    if (problems.count > before) builder.dropBadDeposits();
    if (builder.counts().items === 0) {
      problems.add(1, [{ field: null, message: 'The file lists no item that could be taken.' }]);
      return { kind: 'refused', ...problems.result() };
    }
    const version = options.version ?? `sha256-${digest.digest('hex').slice(0, VERSION_DIGITS)}`;
    return { kind: 'imported', version, counts: builder.publish(version), ...problems.result() };
  } finally {
    builder.close();
  }
}

function addRecord(builder: CatalogueBuilder, record: SourceRecord, problems: ProblemList): void {
  if (record.kind === 'bad') {
    problems.add(record.line, record.problems);
    return;
  }
  const reading = readEntry(record.candidate);
  if (reading.kind === 'bad') {
    problems.add(record.line, reading.problems);
    return;
  }
  const clash = builder.add(reading.entry, record.line);
  if (clash !== null) problems.add(record.line, [clashSentence(clash)]);
}
