import { expect, test } from 'vitest';
import { STORE_CAMPAIGNS } from './fuzz-store.ts';

test.each(STORE_CAMPAIGNS.map((campaign) => [campaign.name, campaign] as const))(
  '200 inputs of %s hold its laws',
  async (_, campaign) => {
    expect(await campaign.run(200, 1)).toEqual({ runs: 200, failures: [], figures: [], skipped: [] });
  },
  60_000,
);
