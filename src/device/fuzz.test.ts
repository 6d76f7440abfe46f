import { expect, test } from 'vitest';
import { DEVICE_CAMPAIGNS } from '../../test/fault/fuzz-devices.ts';

test.each(DEVICE_CAMPAIGNS.map((campaign) => [campaign.name, campaign] as const))(
  '%s survives ten thousand hostile inputs, however they are cut',
  async (_, campaign) => {
    expect(await campaign.run(10_000, 1)).toMatchObject({ runs: 10_000, failures: [] });
  },
  30_000,
);
