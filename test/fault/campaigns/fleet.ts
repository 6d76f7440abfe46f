import { hasPostgres, startTestCloud } from '../../fixtures/cloud.ts';
import { fastFolder } from '../../fixtures/fast-folder.ts';
import { type Campaign, type Failure, skippedResult } from '../campaign.ts';
import { brokenText } from '../fleet/invariants.ts';
import { runFleet } from '../fleet/run.ts';

const STEPS = 200;
/** Every 250th seed makes a long run. */
const LONG_STEPS = 10_000;
const LONG_EVERY = 250;
/** What `npm test` does. */
const FEW_RUNS = 10;
const MANY = 100;
/** With `store-cloud`, whose runs are real processes and cost five times as much, as many runs as kills. */
const SHARE = 0.88;

/** Boxes, cloud and a wild network under one scheduler; see fleet/run.ts. */
export const fleet: Campaign = {
  name: 'fleet',
  about: 'boxes that are killed and restored upload through a network that loses, repeats and reorders',
  share: (runs) => (runs < MANY ? FEW_RUNS : Math.ceil(runs * SHARE)),
  async run(runs, seed) {
    if (!hasPostgres) return skippedResult('fleet', 'no PostgreSQL is installed for this platform');
    const cloud = await startTestCloud(fastFolder('checkstand-cloud-'));
    const failures: Failure[] = [];
    const seen: Record<string, number> = {};
    try {
      for (let run = 0; run < runs; run += 1) {
        const own = seed + run;
        const result = await runFleet(own, own % LONG_EVERY === 0 ? LONG_STEPS : STEPS, cloud).catch(
          (error: unknown) => ({
            broken: [
              { invariant: 7 as const, what: error instanceof Error ? (error.stack ?? error.message) : String(error) },
            ],
            seen: {},
          }),
        );
        for (const [what, count] of Object.entries(result.seen)) seen[what] = (seen[what] ?? 0) + count;
        if (result.broken.length === 0) continue;
        const reproduce = `npm run test:fault -- fleet --seed ${own} --runs 1`;
        failures.push({
          seed: own,
          step: 'when all had drained',
          what: result.broken.slice(0, 10).map(brokenText),
          reproduce,
        });
      }
    } finally {
      await cloud.stop();
    }
    const figures = Object.entries(seen).map(([name, count]) => ({ name, value: String(count) }));
    return { runs, failures, figures, skipped: [] };
  },
};
