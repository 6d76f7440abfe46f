import { physicalLines } from '../text/lines.ts';
import { MAX_RECORD_BYTES } from './record.ts';
import { type TextLine, textLine } from './text-lines.ts';

/** The text of one CSV record, quoted line breaks included, or why there is none. `line` is where it starts. */
export type CsvText =
  | { readonly kind: 'text'; readonly line: number; readonly text: string }
  | { readonly kind: 'bad'; readonly line: number; readonly message: string };

const NEVER_CLOSED = 'A quotation mark on this line opens a cell, and none closes it.';

/**
 * Groups lines into CSV records: a record goes on while it has an odd number of quotation marks. A mark that is never closed
 * would swallow the rest of the file; after `MAX_RECORD_BYTES` its line is given up, and those after it are read as they are.
 */
export async function* csvTexts(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly CsvText[], void, undefined> {
  const grouping = recordGrouping();
  for await (const lines of physicalLines(source, { maxBytes: MAX_RECORD_BYTES })) {
    const texts: CsvText[] = [];
    for (const line of lines) grouping.push(textLine(line, MAX_RECORD_BYTES), texts);
    yield texts;
  }
  const rest: CsvText[] = [];
  grouping.end(rest);
  yield rest;
}

function recordGrouping() {
  /** The lines of a record whose quotation mark is still open: the first has an odd number of them, the others an even one. */
  let open: { readonly number: number; readonly text: string }[] = [];
  let length = 0;

  const giveUp = (out: CsvText[]): void => {
    open.forEach(({ number, text }, index) => {
      if (index === 0) out.push({ kind: 'bad', line: number, message: NEVER_CLOSED });
      else if (text.trim() !== '') out.push({ kind: 'text', line: number, text });
    });
    open = [];
    length = 0;
  };

  return {
    push(line: TextLine, out: CsvText[]): void {
      if (line.kind === 'bad') {
        giveUp(out);
        out.push({ kind: 'bad', line: line.number, message: line.message });
        return;
      }
      const { number, text } = line;
      const odd = hasOddQuotes(text);
      if (open.length === 0 && !odd) {
        if (text.trim() !== '') out.push({ kind: 'text', line: number, text });
        return;
      }
      open.push({ number, text });
      length += text.length + 1;
      if (odd && open.length > 1) {
        out.push({ kind: 'text', line: open[0]!.number, text: open.map((part) => part.text).join('\n') });
        open = [];
        length = 0;
      } else if (length > MAX_RECORD_BYTES) {
        giveUp(out);
      }
    },
    end: giveUp,
  };
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}
