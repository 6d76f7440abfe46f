/**
 * `npm test`: every stage in order, output streaming, then a table, the skips by name and reason, and the sums on the last line.
 * With CI=true a skip for want of something that could have been installed is a failure. Exit code 0 only when nothing failed.
 */
import { stages } from './stages.ts';
import { allWell, type StageResult, summary } from './summary.ts';
import { EMPTY, strictly } from './tally.ts';

const strict = process.env.CI === 'true';
const results: StageResult[] = [];

for (const stage of stages()) {
  process.stdout.write(`\n── ${stage.name} ${'─'.repeat(Math.max(0, 76 - stage.name.length))}\n`);
  const start = performance.now();
  const outcome = await stage.run(results);
  const milliseconds = performance.now() - start;
  if ('note' in outcome) {
    process.stdout.write(`${outcome.note}\n`);
    results.push({ name: stage.name, tally: EMPTY, milliseconds, note: outcome.note });
  } else {
    results.push({ name: stage.name, tally: strict ? strictly(outcome) : outcome, milliseconds });
  }
}

process.stdout.write(`\n${summary(results)}\n`);
process.exitCode = allWell(results) ? 0 : 1;
