import { gs1CheckDigit } from '../../src/domain/gs1/check-digit.ts';
import { identify } from '../../src/domain/gs1/identify.ts';
import type { LabelTemplate, Scan } from '../../src/domain/gs1/identity.ts';
import { percentiles, type Row } from './row.ts';

const SCANS = 20_000;
const ROUNDS = 40;
const LEAST_PER_SECOND = 300_000;
const TEMPLATES: readonly LabelTemplate[] = [{ pattern: '02IIIIIVPPPPC' }, { pattern: '23IIIIVWWWWWC' }];

/**
 * Scans a second through `identify`, as a lane does them: of a hundred, sixty are EAN-13 and UPC-A, five EAN-8, ten labels of the
 * store, fifteen DataMatrix or DataBar with batch, date, serial number, weight or price, five Digital Links, and five unreadable.
 * Each round is one sample.
 */
export async function* run(): AsyncGenerator<Row> {
  const scans = Array.from({ length: SCANS }, (_, index) => scanNumber(index));
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    let named = 0;
    for (const scan of scans) if (identify(scan, TEMPLATES).kind !== 'refused') named += 1;
    const seconds = (performance.now() - from) / 1000;
    if (named !== SCANS * 0.95) throw new Error(`${named} of ${SCANS} scans named something`);
    if (round >= ROUNDS / 4) samples.push(SCANS / seconds);
  }
  const figures = percentiles(samples);
  const target = `p50 >= ${LEAST_PER_SECOND}`;
  yield {
    suite: 'barcode',
    name: 'parse',
    unit: 'per s',
    ...figures,
    target,
    reached: figures.p50 >= LEAST_PER_SECOND,
  };
}

/** Numbers differ from scan to scan, so that nothing is parsed from memory. */
function scanNumber(index: number): Scan {
  const place = index % 100;
  const gtin14 = withCheckDigit(
    `0952${String(index * 7919)
      .padStart(9, '0')
      .slice(-9)}`,
  );
  if (place < 55) return { data: gtin14.slice(1), aim: ']E0' };
  if (place < 60) return { data: withCheckDigit(`36000${String(index).padStart(6, '0')}`), aim: ']E0' };
  if (place < 65) return { data: withCheckDigit(`90${String(index).padStart(5, '0')}`), aim: ']E4' };
  if (place < 75) return { data: label(index), aim: ']E0' };
  if (place < 80) return { data: `01${gtin14}17${date(index)}10L${index}\u001d21S${index * 31}`, aim: ']d2' };
  if (place < 85)
    return { data: `01${gtin14}15${date(index)}3103${String(index % 9000).padStart(5, '0')}1`, aim: ']e0' };
  if (place < 90)
    return { data: `01${gtin14}3103001250392${index % 3}${(index % 5000) + 1}\u001d17${date(index)}`, aim: ']e0' };
  if (place < 95)
    return { data: `https://id.example.org/01/${gtin14}/10/L${index}/21/S%2F${index}?17=${date(index)}`, aim: ']Q1' };
  return { data: `${gtin14.slice(1, 13)}${(Number(gtin14.charAt(13)) + 1) % 10}`, aim: ']E0' };
}

function withCheckDigit(payload: string): string {
  return `${payload}${gs1CheckDigit(payload)}`;
}

function date(index: number): string {
  return `${27 + (index % 3)}${String((index % 12) + 1).padStart(2, '0')}${String(index % 28).padStart(2, '0')}`;
}

/** A weight label: the verifier digit is found by trying. */
function label(index: number): string {
  const item = String(index % 10_000).padStart(4, '0');
  const grams = String((index % 9000) + 100).padStart(5, '0');
  for (let verifier = 0; verifier < 10; verifier += 1) {
    const data = withCheckDigit(`23${item}${verifier}${grams}`);
    if (identify({ data }, TEMPLATES).kind === 'inStoreWeight') return data;
  }
  throw new Error('no verifier digit fits');
}
