import { withoutCardData } from '../card-data.ts';
import { readLength, readTlv, type TlvItem } from '../tlv.ts';
import { type TerminalCharset, terminalText } from './charset.ts';

type Reader = 'merchant' | 'customer' | 'administration' | 'unnamed';

/** Receipts that a terminal has sent so far, without card numbers. Bounded: what runs over is left out. */
export interface ReceiptTexts {
  readonly finished: readonly { readonly reader: Reader; readonly lines: readonly string[] }[];
  readonly open: readonly string[];
}

export const NO_RECEIPTS: ReceiptTexts = { finished: [], open: [] };

const MOST_RECEIPTS = 8;
const MOST_LINES = 200;
const LONGEST_LINE = 200;

/** Attribute byte of print line (PA00P015, 3.5): FF feeds as many lines as the data says, 81 ends the receipt. */
const FEED = 0xff;
const END_OF_RECEIPT = 0x81;
const MOST_FED = 10;

/** Adds what `06 D1` prints: an attribute byte and the text of one line. */
export function withPrintLine(texts: ReceiptTexts, data: Uint8Array, charset: TerminalCharset): ReceiptTexts {
  const [attribute, count = 1] = data;
  if (attribute === undefined) return texts;
  if (attribute === FEED)
    return addLines(
      texts,
      Array.from({ length: Math.min(count, MOST_FED) }, () => ''),
    );
  const text = lineText(data.subarray(1), charset);
  if (attribute !== END_OF_RECEIPT) return addLines(texts, [text]);
  return finish(text === '' ? texts : addLines(texts, [text]), 'unnamed');
}

/** Tags of print text block (PA00P015, 3.6 and "Defined data-objects"). */
const TAG = { receiptType: 0x1f07, texts: 0x25, line: 0x07 } as const;
const READERS: Readonly<Record<number, Reader>> = { 1: 'merchant', 2: 'customer', 3: 'administration' };

/** Adds what `06 D3` prints: a whole receipt in a TLV container. Null where the container is broken. */
export function withTextBlock(texts: ReceiptTexts, data: Uint8Array, charset: TerminalCharset): ReceiptTexts | null {
  if (data[0] !== 0x06) return null;
  const length = readLength(data, 1);
  if (length === null || 1 + length.size + length.length !== data.length) return null;
  const container = readTlv(data.subarray(1 + length.size));
  if (container.kind === 'malformed') return null;
  const reader = READERS[container.items.find(({ tag }) => tag === TAG.receiptType)?.value[0] ?? 0] ?? 'unnamed';
  const lines = container.items.filter(({ tag }) => tag === TAG.texts).flatMap(linesIn);
  const before = texts.open.length === 0 ? texts : finish(texts, 'unnamed');
  return finish(
    addLines(
      before,
      lines.map(({ value }) => lineText(value, charset)),
    ),
    reader,
  );
}

/**
 * The text that belongs on the shopper's receipt: the one named so; else the last one, since a terminal prints the merchant's
 * first; never the one that is the merchant's by name.
 */
export function customerText(texts: ReceiptTexts): string[] {
  const { finished } = texts.open.length === 0 ? texts : finish(texts, 'unnamed');
  const named = finished.filter(({ reader }) => reader === 'customer');
  const chosen = named.length > 0 ? named : finished.filter(({ reader }) => reader === 'unnamed').slice(-1);
  return chosen.flatMap(({ lines }) => lines).slice(0, MOST_LINES);
}

const linesIn = (item: TlvItem): readonly TlvItem[] => item.children.filter(({ tag }) => tag === TAG.line);

/** UTF-8 takes four bytes for a character at most: more can never be shown. */
function lineText(bytes: Uint8Array, charset: TerminalCharset): string {
  return terminalText(bytes.subarray(0, LONGEST_LINE * 4), charset);
}

function addLines(texts: ReceiptTexts, lines: readonly string[]): ReceiptTexts {
  const room = MOST_LINES - texts.open.length;
  if (room <= 0) return texts;
  const clean = lines.slice(0, room).map((line) => withoutCardData(line).slice(0, LONGEST_LINE));
  return { ...texts, open: [...texts.open, ...clean] };
}

function finish(texts: ReceiptTexts, reader: Reader): ReceiptTexts {
  if (texts.open.length === 0) return texts;
  return { finished: [...texts.finished, { reader, lines: texts.open }].slice(-MOST_RECEIPTS), open: [] };
}
