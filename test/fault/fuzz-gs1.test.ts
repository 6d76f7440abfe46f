import { expect, test } from 'vitest';
import { gs1Fuzz } from './fuzz-gs1.ts';

test('10,000 spoilt scans throw nothing, and what is accepted of them can be written down again', async () => {
  expect(await gs1Fuzz.run(10_000, 1)).toEqual({ runs: 10_000, failures: [], figures: [], skipped: [] });
}, 60_000);
