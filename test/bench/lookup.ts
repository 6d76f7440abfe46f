import type { CataloguePort } from '../../src/workstation/ports/catalogue.ts';
import { MILLION, withCatalogue } from './catalogue.ts';
import { percentiles, type Row } from './row.ts';
import { syntheticGtin } from './synthetic-catalogue.ts';

const LOOK_UPS = 200_000;
const LIMIT_MS = 0.1;

/** A barcode to its item among 1,000,000, at random, one in twenty unknown. */
export async function* run(): AsyncGenerator<Row> {
  const samples = await withCatalogue(MILLION, look);
  const figures = percentiles(samples);
  const target = `p99 <= ${LIMIT_MS}`;
  yield { suite: 'lookup', name: 'barcode', unit: 'ms', ...figures, target, reached: figures.p99 <= LIMIT_MS };
}

function look(catalogue: CataloguePort): number[] {
  const samples: number[] = [];
  let found = 0;
  for (let n = 0; n < LOOK_UPS; n += 1) {
    const item = Math.floor(Math.random() * MILLION * 1.05);
    const gtin = `0${syntheticGtin(item)}`;
    const from = performance.now();
    const hit = catalogue.byGtin(gtin);
    samples.push(performance.now() - from);
    if ((hit === null) === item < MILLION) throw new Error(`item ${item} was ${hit === null ? 'not ' : ''}found`);
    found += hit === null ? 0 : 1;
  }
  if (found < LOOK_UPS * 0.9) throw new Error('too few look-ups found anything');
  return samples;
}
