import type { Campaign, Result } from '../campaign.ts';
import { promotionsAgainstBruteForce } from '../promotion-brute-force.ts';
import { promotionsAgainstHighs } from '../promotion-highs.ts';

const CASES = 40;
const BASKETS = 10;
/** So many baskets always: `npm test` runs 25 kills. */
const FEWEST_BASKETS = 300;

interface Compared {
  readonly runs: number;
  readonly failure: string | null;
}

export const promotionBruteForce: Campaign = {
  name: 'promotion-brute-force',
  about: 'small baskets of every family and mixture, priced as by looking at everything',
  share: (runs) => runs * CASES,
  run: async (runs, seed) => {
    const campaign = promotionsAgainstBruteForce(runs, seed);
    const figures = [{ name: 'with too many equal answers to follow', value: String(campaign.undecided) }];
    return resultOf('promotion-brute-force', campaign, runs, seed, figures);
  },
};

export const promotionHighs: Campaign = {
  name: 'promotion-highs',
  about: 'baskets of 10 to 60 lines, priced as HiGHS prices them',
  share: (runs) => Math.max(FEWEST_BASKETS, runs * BASKETS),
  run: async (runs, seed) => {
    const campaign = promotionsAgainstHighs(runs, seed);
    const figures = [{ name: 'not proved', value: String(campaign.gaps) }];
    return resultOf('promotion-highs', campaign, runs, seed, figures);
  },
};

/** Cases of one campaign stand on its seed and number, so all of it is done again. */
function resultOf(
  name: string,
  { runs: done, failure }: Compared,
  runs: number,
  seed: number,
  figures: Result['figures'],
): Result {
  const reproduce = `npm run test:fault -- ${name} --runs ${runs} --seed ${seed}`;
  const failures = failure === null ? [] : [{ seed, step: 'one basket', what: [failure], reproduce }];
  return { runs: done, failures, figures, skipped: [] };
}
