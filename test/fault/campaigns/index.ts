/**
 * Every campaign there is, in the order in which they run. A room that wants random trials by the thousand writes a `Campaign`
 * (`test/fault/campaign.ts`) and names it here; `npm run test:fault` and `npm test` then run it with the others.
 */
import type { Campaign } from '../campaign.ts';
import { DEVICE_CAMPAIGNS } from '../fuzz-devices.ts';
import { epcFuzz } from '../fuzz-epc.ts';
import { gs1Fuzz } from '../fuzz-gs1.ts';
import { STORE_CAMPAIGNS } from '../fuzz-store.ts';
import { feed } from './feed.ts';
import { fleet } from './fleet.ts';
import { laneCampaigns } from './lane.ts';
import { laneCloud } from './lane-cloud.ts';
import { power } from './power.ts';
import { promotionBruteForce, promotionHighs } from './promotion.ts';
import { storeCloud } from './store-cloud.ts';

export const campaigns: readonly Campaign[] = [
  ...laneCampaigns,
  power,
  fleet,
  feed,
  storeCloud,
  laneCloud,
  ...DEVICE_CAMPAIGNS,
  gs1Fuzz,
  epcFuzz,
  ...STORE_CAMPAIGNS,
  promotionBruteForce,
  promotionHighs,
];
