import { MILLION, withCatalogue } from './catalogue.ts';
import { percentiles, type Row } from './row.ts';
import { syntheticName } from './synthetic-catalogue.ts';

const SEARCHES = 2_000;
const LIMIT_MS = 20;

/** What a shopper types, a word or two and the beginning of the next, over 1,000,000 names. */
export async function* run(): AsyncGenerator<Row> {
  const samples = await withCatalogue(MILLION, (catalogue) => {
    const times: number[] = [];
    let found = 0;
    for (let n = 0; n < SEARCHES; n += 1) {
      const typed = typedFor(n);
      const from = performance.now();
      const hits = catalogue.search(typed, { locale: 'en', limit: 20 });
      times.push(performance.now() - from);
      found += hits.length > 0 ? 1 : 0;
    }
    if (found < SEARCHES * 0.9) throw new Error(`only ${found} of ${SEARCHES} searches found anything`);
    return times;
  });
  const figures = percentiles(samples);
  const target = `p95 <= ${LIMIT_MS}`;
  yield { suite: 'search', name: 'prefix-1m', unit: 'ms', ...figures, target, reached: figures.p95 <= LIMIT_MS };
}

/** From one letter to two words and a half, in turn, of a name that is there. */
function typedFor(n: number): string {
  const words = syntheticName(Math.floor(Math.random() * MILLION)).split(' ');
  const whole = words.slice(0, n % 3);
  const last = words[n % 3] ?? '';
  return [...whole, last.slice(0, 1 + (n % 4))].join(' ');
}
