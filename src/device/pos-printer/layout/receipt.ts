import type { ReceiptDocument, ReceiptLine, ReceiptTax } from '../../../domain/receipt/document.ts';
import { knownLocale, type ReceiptFormat } from '../../../domain/receipt/format.ts';
import { type MessageArgs, message } from '../../../messages/index.ts';
import { columnsOf, GAP, padded } from './columns.ts';
import { fromRight, mirrored } from './fields.ts';
import { paperFormat } from './format.ts';
import { amountLines, type MoneyAxis, type Paper, type PaperRow } from './rows.ts';
import { taxMarks } from './tax-marks.ts';
import { centred, chopped, printable, wrap } from './text.ts';

/** Columns that details stand in from their line. */
const INDENT = 2;

interface Sheet {
  readonly document: ReceiptDocument;
  readonly axis: MoneyAxis;
  readonly format: ReceiptFormat;
  readonly marks: ReadonlyMap<string, string>;
  readonly say: (id: string, args?: MessageArgs) => string;
}

/** A receipt as paper in the direction of its language. */
export function receiptPaper(document: ReceiptDocument, columns: number): Paper {
  const rows = layOutReceipt(document, columns);
  const rtl = fromRight(document.locale);
  return { rows: rtl ? mirrored(rows, columns) : rows, rtl };
}

/**
 * Lays a receipt out for paper of so many columns, from left to right. Pure: the same document gives the same rows. Every amount ends in the same
 * column; names break below themselves; what a payment terminal printed is copied line by line.
 */
export function layOutReceipt(document: ReceiptDocument, columns: number): PaperRow[] {
  const marks = taxMarks(document);
  const widest = Math.max(0, ...document.lines.map(({ taxCodes }) => markOf(marks, taxCodes).length));
  const locale = knownLocale(document.locale);
  const sheet: Sheet = {
    document,
    axis: { columns, end: columns - (widest === 0 ? 0 : widest + 1) },
    format: paperFormat(locale, document.currency, document.timezone),
    marks,
    say: (id, args) => printable(message(locale, id, args)),
  };
  return [
    ...banner(sheet),
    ...heading(sheet),
    ...rule(sheet),
    ...plain(document.lines.flatMap((line) => saleLine(sheet, line))),
    ...rule(sheet),
    ...apart([sums(sheet), taxTable(sheet), total(sheet)]),
    ...tenders(sheet),
    ...terminalText(sheet),
    ...qr(sheet),
    ...footer(sheet),
    ...banner(sheet),
  ];
}

/** Blocks with a blank line between those that say something. */
function apart(blocks: readonly PaperRow[][]): PaperRow[] {
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : [...plain(['']), ...block]));
}

function banner({ document, axis, say }: Sheet): PaperRow[] {
  const words = [
    ...(document.copy ? [say('receipt.copy')] : []),
    ...(document.returnOf === null ? [] : [say('receipt.refund')]),
    ...(document.training ? [say('receipt.training')] : []),
  ];
  return words.map((word) => ({ kind: 'text', text: centred(`*** ${word} ***`, axis.columns), style: 'tall' }));
}

function heading({ document, axis, say }: Sheet): PaperRow[] {
  const { storeName, address, taxId } = document.header;
  const below = [...address, ...(taxId === undefined ? [] : [say('receipt.taxId', { taxId })])];
  const middle = (text: string): string[] =>
    wrap(printable(text), axis.columns).map((line) => centred(line, axis.columns));
  return [
    ...middle(storeName).map((text): PaperRow => ({ kind: 'text', text, style: 'tall' })),
    ...plain(below.flatMap(middle)),
    ...plain(document.returnOf === null ? [] : middle(say('receipt.refundOf', { number: document.returnOf }))),
  ];
}

function saleLine({ axis, format, marks, say }: Sheet, line: ReceiptLine): string[] {
  const rows = amountLines(axis, printable(line.name), format.money(line.gross), {
    mark: markOf(marks, line.taxCodes),
    hanging: INDENT,
  });
  const detail = (text: string): void => {
    rows.push(...wrap(text, axis.end - INDENT).map((piece) => GAP.repeat(INDENT) + piece));
  };
  const price = format.money(line.unitPrice);
  if (line.grams !== null) detail(say('receipt.byWeight', { weight: format.weight(line.grams), price }));
  else if (line.quantity !== null && line.quantity !== 1)
    detail(say('receipt.byPiece', { count: String(line.quantity), price }));
  for (const { title, amount } of line.modifiers) {
    rows.push(...amountLines(axis, printable(title), format.money(-amount), { indent: INDENT, hanging: INDENT }));
  }
  return rows;
}

function sums({ document, axis, format, say }: Sheet): PaperRow[] {
  const rows: string[] = [];
  const { gross, discount, tax, pricesIncludeTax } = document;
  if (discount !== 0 || !pricesIncludeTax)
    rows.push(...amountLines(axis, say('receipt.subtotal'), format.money(gross)));
  if (discount !== 0) rows.push(...amountLines(axis, say('receipt.savings'), format.money(-discount)));
  if (!pricesIncludeTax) rows.push(...amountLines(axis, say('receipt.tax.total'), format.money(tax)));
  return plain(rows);
}

function taxTable({ document, axis, format, marks, say }: Sheet): PaperRow[] {
  if (document.taxes.length === 0) return [];
  const cells = document.taxes.map((tax) => ({
    text: `${marks.get(tax.code) ?? ''} ${rateName(tax, format, say)}`,
    base: format.money(tax.base),
    tax: format.money(tax.tax),
  }));
  const head = { text: say('receipt.tax.name'), base: say('receipt.tax.base'), tax: say('receipt.tax.tax') };
  const taxWidth = Math.max(...[head, ...cells].map(({ tax }) => columnsOf(tax)));
  const baseWidth = Math.max(...[head, ...cells].map(({ base }) => columnsOf(base)));
  return plain(
    [head, ...cells].flatMap(({ text, base, tax }) =>
      amountLines(axis, text, padded(base, baseWidth, 'before') + GAP + GAP + padded(tax, taxWidth, 'before'), {
        hanging: INDENT,
      }),
    ),
  );
}

function rateName({ name, percent }: ReceiptTax, format: ReceiptFormat, say: Sheet['say']): string {
  return name.includes('%') ? printable(name) : say('receipt.tax.rate', { name, percent: format.percent(percent) });
}

function total({ document, axis, format, say }: Sheet): PaperRow[] {
  const rows = amountLines(axis, say('receipt.total'), format.money(document.total));
  return [
    ...rows.map((text): PaperRow => ({ kind: 'text', text, style: 'tall' })),
    ...plain([say('receipt.items', { count: document.itemCount })]),
  ];
}

function tenders({ document, axis, format, say }: Sheet): PaperRow[] {
  return plain(
    document.tenders.flatMap(({ kind, amount, scheme, lastFour, authorisation }) => {
      const name = say(`receipt.tender.${kind}`);
      const shown =
        lastFour === undefined ? (scheme ?? name) : say('receipt.cardNumber', { scheme: scheme ?? name, lastFour });
      const rows = amountLines(axis, printable(shown), format.money(amount));
      if (authorisation !== undefined) {
        rows.push(
          GAP.repeat(INDENT) + say('receipt.authorisation', { code: authorisation }).slice(0, axis.columns - INDENT),
        );
      }
      return rows;
    }),
  );
}

function terminalText(sheet: Sheet): PaperRow[] {
  const { document, axis } = sheet;
  if (document.terminalText.length === 0) return [];
  return [
    ...rule(sheet),
    ...plain(document.terminalText.flatMap((line) => chopped(printable(line), axis.columns))).map((row) => ({
      ...row,
      fixed: true as const,
    })),
    ...rule(sheet),
  ];
}

function qr({ document, axis, say }: Sheet): PaperRow[] {
  if (document.qr === null) return [];
  const { payload, caption } = document.qr;
  const words = wrap(say(caption.id, caption.args), axis.columns).map((line) => centred(line, axis.columns));
  return [...plain(['']), { kind: 'qr', payload }, ...plain(words)];
}

function footer({ document, axis, format, say }: Sheet): PaperRow[] {
  const { header, fiscal } = document;
  const facts = [
    ['receipt.number', header.receiptNumber],
    ['receipt.lane', header.laneLabel],
    ['receipt.time', format.time(header.completedAt)],
    ['receipt.workstation', `${fiscal.workstation} ${fiscal.epochCode}`],
    ['receipt.transaction', fiscal.transactionId],
  ] as const;
  const words = facts.map(([id, value]) => [say(id), printable(value)] as const);
  const widest = Math.max(...words.map(([word]) => columnsOf(word)));
  const lines = words.flatMap(([word, value]) => {
    const line = padded(word, widest) + GAP + value;
    if (columnsOf(line) <= axis.columns) return [line];
    return [word, ...chopped(value, axis.columns - INDENT).map((piece) => GAP.repeat(INDENT) + piece)];
  });
  return plain(['', ...lines]);
}

function rule({ axis }: Sheet): PaperRow[] {
  return plain(['-'.repeat(axis.columns)]);
}

function markOf(marks: ReadonlyMap<string, string>, codes: readonly string[]): string {
  return codes.map((code) => marks.get(code) ?? '').join('');
}

function plain(texts: readonly string[]): PaperRow[] {
  return texts.map((text) => ({ kind: 'text', text, style: 'plain' }));
}
