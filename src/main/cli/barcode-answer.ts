import { AI_TABLE } from '../../domain/gs1/ai/table.ts';
import type { DigitalLinkFlaw } from '../../domain/gs1/digital-link.ts';
import { valueOfAi } from '../../domain/gs1/elements.ts';
import { type BarcodeReading, identityOf, readBarcode } from '../../domain/gs1/identify.ts';
import type { LabelTemplate, PosIdentity, ScanRefusalReason } from '../../domain/gs1/identity.ts';

/** What `checkstand barcode parse` says of one line. `ok` when the symbol holds what it should, though it may name nothing sold. */
export interface BarcodeAnswer {
  /** The line as it came; null for one that was too long to keep. */
  readonly input: string | null;
  readonly ok: boolean;
  /** What it was read as: a number by what it names (`gtin`, `plu`, `label`), GS1 data by its form; `none` for anything else. */
  readonly kind: 'gtin' | 'plu' | 'label' | 'elementString' | 'digitalLink' | 'none';
  readonly gtin?: string;
  /** Values by application identifier, in no order. */
  readonly ais?: Readonly<Record<string, string>>;
  /** The same as the symbol says them, in its order, with the data title of each. */
  readonly elements?: readonly { readonly ai: string; readonly title: string; readonly value: string }[];
  /** What the lane would make of it. */
  readonly identity?: PosIdentity;
  readonly error?: string;
}

export const NOT_READ: BarcodeAnswer = {
  input: null,
  ok: false,
  kind: 'none',
  error: 'the line is longer than any scan',
};

const REASONS: Readonly<Record<ScanRefusalReason, string>> = {
  empty: 'there is nothing on the line',
  tooLong: 'it is longer than any scan',
  notABarcode: 'it is no barcode of goods',
  checkDigit: 'the check digit is wrong',
  unsupportedSymbol: 'this kind of symbol names no goods',
  badLabel: 'the label is of no price or weight, or its verifier digit is wrong',
  badElements: 'the GS1 data breaks its own rules',
};

/** Reads one line: a scan with its AIM identifier in front or without, `{GS}` where the separator is. Never throws. */
export function answerOf(input: string, templates: readonly LabelTemplate[]): BarcodeAnswer {
  const reading = readBarcode({ data: input.replaceAll('{GS}', '\u001d') }, templates);
  const identity = identityOf(reading);
  if (reading.form === 'number') {
    if (identity.kind === 'refused') return { input, ok: false, kind: 'none', error: REASONS[identity.reason] };
    const kind = KIND_OF_NUMBER[identity.kind];
    return { input, ok: true, kind, ...(kind === 'gtin' && { gtin: gtinOf(identity) }), identity };
  }
  const kind = reading.form;
  if ('flaw' in reading) return { input, ok: false, kind: kindOf(reading), error: flawText(reading.flaw) };
  const gtin = valueOfAi(reading.elements, '01');
  return {
    input,
    ok: true,
    kind,
    ...(gtin !== undefined && { gtin }),
    ais: Object.fromEntries(reading.elements.map(({ ai, value }) => [ai, value])),
    elements: reading.elements.map(({ ai, value }) => ({ ai, title: AI_TABLE.get(ai)?.title ?? '', value })),
    ...(identity.kind !== 'refused' && { identity }),
  };
}

/** An EAN-13 of a coupon is a number of the form of a GTIN too. */
const KIND_OF_NUMBER: Readonly<Record<PosIdentity['kind'], BarcodeAnswer['kind']>> = {
  gtin: 'gtin',
  coupon: 'gtin',
  plu: 'plu',
  inStore: 'label',
  inStoreWeight: 'label',
};

function gtinOf(identity: PosIdentity): string | undefined {
  if (identity.kind === 'gtin') return identity.gtin;
  return identity.kind === 'coupon' ? identity.code.padStart(14, '0') : undefined;
}

/** A web address without a key is an address like any other. */
function kindOf(reading: Extract<BarcodeReading, { flaw: DigitalLinkFlaw }>): BarcodeAnswer['kind'] {
  return ['noKey', 'notAUri'].includes(reading.flaw.reason) ? 'none' : reading.form;
}

function flawText(flaw: DigitalLinkFlaw): string {
  switch (flaw.reason) {
    case 'empty':
      return 'it has no elements';
    case 'tooMany':
      return 'it has more elements than any symbol';
    case 'unknownAi':
      return `(${flaw.ai}) is no application identifier`;
    case 'separator':
      return `there are two separators in a row after (${flaw.ai})`;
    case 'duplicate':
      return `(${flaw.ai}) is there twice, with different values`;
    case 'character':
      return flaw.ai === undefined
        ? 'it has a character that no element can hold'
        : `(${flaw.ai}) has a character that it can't hold`;
    case 'length':
      return `(${flaw.ai}) has the wrong length`;
    case 'checkDigit':
      return `the check digit of (${flaw.ai}) is wrong`;
    case 'content':
      return `(${flaw.ai}) does not hold what it should (${flaw.check})`;
    case 'missing':
      return `(${flaw.ai}) needs one of (${flaw.wanted.replaceAll(',', '), (').replaceAll('+', ')+(')})`;
    case 'forbidden':
      return `(${flaw.ai}) must not stand with (${flaw.with})`;
    case 'notAUri':
      return 'it is no web address that a Digital Link can be';
    case 'noKey':
      return 'it is a web address without a GS1 key';
    case 'compressed':
      return 'it is a compressed Digital Link, which only a resolver can read';
    case 'escape':
      return `(${flaw.ai}) has a broken percent escape`;
    case 'qualifiers':
      return `(${flaw.ai}) is not followed by its qualifiers in their order`;
    case 'notAttribute':
      return `(${flaw.ai}) belongs in the path of a Digital Link, not in its query`;
  }
}
