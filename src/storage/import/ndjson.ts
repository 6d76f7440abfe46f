import { physicalLines } from '../text/lines.ts';
import { badRecord, MAX_RECORD_BYTES, type SourceRecord } from './record.ts';
import { type TextLine, textLine } from './text-lines.ts';

/** Reads NDJSON: one item a line, with its `barcodes` and its `plu` beside the item's own members. Blank lines are nothing. */
export async function* ndjsonRecords(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly SourceRecord[], void, undefined> {
  for await (const lines of physicalLines(source, { maxBytes: MAX_RECORD_BYTES })) {
    yield lines
      .map((line) => textLine(line, MAX_RECORD_BYTES))
      .filter((line) => line.kind === 'bad' || line.text.trim() !== '')
      .map(readLine);
  }
}

function readLine(line: TextLine): SourceRecord {
  if (line.kind === 'bad') return badRecord(line.number, line.message);
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    return badRecord(line.number, 'The line is not JSON. Write one item a line, as {"id": "milk", "name": "Milk", …}.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return badRecord(line.number, 'The line is JSON, but no item. Write it as {"id": "milk", "name": "Milk", …}.');
  }
  const { barcodes, plu, ...item } = value as { readonly [key: string]: unknown };
  const label = (path: readonly PropertyKey[]): string => path.join('.');
  return {
    kind: 'candidate',
    line: line.number,
    candidate: { item, barcodes: barcodes ?? [], plu, problems: [], label },
  };
}
