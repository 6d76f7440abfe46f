import { strict as assert } from 'node:assert';
import { hasCheckDigit } from '../../src/domain/gs1/check-digit.ts';
import { readElementString, SEPARATOR } from '../../src/domain/gs1/element-string.ts';
import { type Gs1Element, MOST_ELEMENTS } from '../../src/domain/gs1/elements.ts';
import { identityOf, readBarcode } from '../../src/domain/gs1/identify.ts';
import type { LabelTemplate } from '../../src/domain/gs1/identity.ts';
import { MOST_GRAMS } from '../../src/domain/gs1/trade-item.ts';
import { answerOf } from '../../src/main/cli/barcode-answer.ts';
import { fuzzCampaign } from './fuzz-campaign.ts';
import type { Hostile } from './hostile-bytes.ts';

const TEMPLATES: readonly LabelTemplate[] = [{ pattern: '02IIIIIVPPPPC' }, { pattern: '23IIIIVWWWWWC' }];

/** Scans as readers deliver them, for the fuzzer to spoil. */
const SCANS = [
  ']E04006381333931',
  '0200123928759',
  ']E496385074',
  ']C10109506000134352\u001d17261231\u001d10ABC-1\u001d21XYZ',
  ']e001095060001343523103001250392299512\u001d15260200',
  ']d20109506000134352310200012539329780299\u001d11260101',
  ']C10010614141234567890802095060001343523704',
  ']Q3802095INV\u001d4159506000134352',
  ']d2253123123123123270A\u001d8110012345612345611110123',
  ']Q1https://id.gs1.org/01/09506000134352/22/2A/10/A%2FB/21/12345?17=261231&3103=000195&x=y#z',
  'https://example.com/a/gtin/9506000134352/ser/7?3103=000195&3922=0299',
  ']d1https://id.gs1.org/ARFKk4XB0CDKWcnpq',
].map((text) => Buffer.from(text));

/** Spoils chosen for these parsers: the separator, AIs, escapes and what ends one thing and begins another. */
const PIECES = [
  '\u001d',
  '01',
  '3922',
  '8030',
  '99',
  '/01/',
  '/',
  '?',
  '&',
  ';',
  '=',
  '%',
  '%1d',
  '+',
  '#',
  ']C1',
  '{GS}',
  '\n',
  'é',
];

function scan(hostile: Hostile): string {
  const text = Buffer.from(hostile.spoilt(SCANS, 400)).toString(hostile.oneIn(2) ? 'utf8' : 'latin1');
  if (hostile.oneIn(2)) return text;
  const at = hostile.below(text.length + 1);
  return text.slice(0, at) + hostile.pick(PIECES).repeat(1 + hostile.below(3)) + text.slice(at);
}

/** What was accepted can be written down again, and then says the same. */
function assertStable(elements: readonly Gs1Element[]): void {
  assert(elements.length > 0 && elements.length <= MOST_ELEMENTS);
  assert.equal(new Set(elements.map(({ ai }) => ai)).size, elements.length, 'an AI is there twice');
  const written = elements.map(({ ai, value }) => ai + value).join(SEPARATOR);
  assert.deepEqual(readElementString(written), { kind: 'ok', elements });
}

function one(hostile: Hostile): void {
  const data = scan(hostile);
  const reading = readBarcode({ data }, TEMPLATES);
  if ('elements' in reading) assertStable(reading.elements);
  const identity = identityOf(reading);
  if (identity.kind === 'gtin') {
    assert(identity.gtin.length === 14 && hasCheckDigit(identity.gtin), 'a GTIN without its check digit');
    const { grams = 1, price } = identity;
    assert(Number.isSafeInteger(grams) && grams > 0 && grams <= MOST_GRAMS, 'a weight of nothing, or beyond a tonne');
    assert(price === undefined || (Number.isSafeInteger(price.amount) && price.amount > 0), 'a price of nothing');
  }
  const answer = JSON.stringify(answerOf(data, TEMPLATES));
  assert(!answer.includes('\n') && JSON.parse(answer).input === data, 'an answer is not one line about its input');
}

/** Scans, spoilt: nothing throws, what is accepted is what it says, and can be written down again. */
export const gs1Fuzz = fuzzCampaign(
  { name: 'fuzz-gs1', about: 'barcodes, element strings and Digital Links, spoilt and cut anywhere', inputs: 1_000 },
  one,
);
