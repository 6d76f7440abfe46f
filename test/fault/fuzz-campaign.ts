import type { Campaign, Failure } from './campaign.ts';
import { Hostile } from './hostile-bytes.ts';

const MOST_FAILURES = 10;

/**
 * A parser under hostile input, `one` input a run. An input costs next to nothing: `inputs` of them go with each kill. What `one` throws,
 * at once or later, is a failure.
 */
export function fuzzCampaign(
  { name, about, inputs }: { readonly name: string; readonly about: string; readonly inputs: number },
  one: (hostile: Hostile) => void | Promise<void>,
): Campaign {
  return {
    name,
    about,
    share: (runs) => runs * inputs,
    async run(runs, seed) {
      const failures: Failure[] = [];
      for (let run = 0; run < runs && failures.length < MOST_FAILURES; run += 1) {
        try {
          const pending = one(new Hostile(seed + run));
          // Waiting for what is done already would cost as much as most parsers do.
          if (pending !== undefined) await pending;
        } catch (error) {
          const what = [error instanceof Error ? error.message : String(error)];
          const reproduce = `npm run test:fault -- ${name} --runs 1 --seed ${seed + run}`;
          failures.push({ seed: seed + run, step: 'one input', what, reproduce });
        }
      }
      return { runs, failures, figures: [], skipped: [] };
    },
  };
}
