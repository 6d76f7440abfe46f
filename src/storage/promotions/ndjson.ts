import { textLine } from '../import/text-lines.ts';
import { type PhysicalLine, physicalLines } from '../text/lines.ts';
import type { PromotionRecord } from './csv.ts';

/** Longest promotion: twenty thousand items have room in it. */
const MOST_BYTES = 2 * 1024 * 1024;

/** Reads NDJSON: one promotion a line. Blank lines are nothing. */
export async function* promotionNdjson(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly PromotionRecord[], void, undefined> {
  for await (const lines of physicalLines(source, { maxBytes: MOST_BYTES })) yield lines.flatMap(readLine);
}

function readLine(line: PhysicalLine): PromotionRecord[] {
  const text = textLine(line, MOST_BYTES);
  if (text.kind === 'bad') return [bad(text.number, text.message)];
  if (text.text.trim() === '') return [];
  try {
    return [{ kind: 'candidate', line: text.number, value: JSON.parse(text.text), label: (path) => path }];
  } catch {
    return [bad(text.number, 'The line is not JSON. Write one promotion a line, as {"id": "tea", "family": …}.')];
  }
}

function bad(line: number, message: string): PromotionRecord {
  return { kind: 'bad', line, problems: [{ field: null, message }] };
}
