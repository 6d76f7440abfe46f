import { expect, test } from 'vitest';
import { promotionsAgainstBruteForce } from '../fault/promotion-brute-force.ts';
import { promotionsAgainstHighs } from '../fault/promotion-highs.ts';

const MINUTES = 60_000;

test(
  '1,000 small baskets of every family and mixture are priced as by looking at everything',
  () => {
    expect(promotionsAgainstBruteForce(1000, 20_260_302)).toMatchObject({ failure: null });
  },
  3 * MINUTES,
);

test(
  '300 baskets of 10 to 60 lines are priced as HiGHS prices them',
  () => {
    const campaign = promotionsAgainstHighs(300, 1);
    expect(campaign).toMatchObject({ failure: null });
    expect(campaign.gaps).toBeLessThanOrEqual(6);
  },
  5 * MINUTES,
);
