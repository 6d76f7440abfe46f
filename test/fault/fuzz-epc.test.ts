import { expect, test } from 'vitest';
import { epcFuzz } from './fuzz-epc.ts';

test('10,000 spoilt tags and URIs throw nothing, and what is accepted of them is the same bits again', async () => {
  expect(await epcFuzz.run(10_000, 1)).toEqual({ runs: 10_000, failures: [], figures: [], skipped: [] });
}, 60_000);
