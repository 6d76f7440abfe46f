/**
 * `npm run test:fault -- [campaign…] [--runs N] [--seed S]`: all campaigns, each with its share of N, or those that are named, with N
 * runs each. Prints for each its runs, failures, figures and skips; exit code 1 when one failed, 2 on wrong use.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Outcome } from '../run/tally.ts';
import { REPORT_VARIABLE } from '../run/vitest-reporter.ts';
import type { Campaign, Result } from './campaign.ts';
import { campaigns } from './campaigns/index.ts';

const MOST_RUNS = 1_000_000;
const { values, positionals } = readArguments();
const runs = whole(values.runs ?? '100', 1, MOST_RUNS);
const seed = whole(values.seed ?? String(Math.floor(Date.now() / 1000) % 1_000_000), 0, 2 ** 31);
const named = campaigns.filter(({ name }) => positionals.includes(name));
const unknown = positionals.filter((name) => !campaigns.some((campaign) => campaign.name === name));
if (runs === null || seed === null || unknown.length > 0) {
  const names = campaigns.map(({ name }) => name).join(', ');
  process.stderr.write(`wrong use: --runs from 1, --seed from 0, and of the campaigns ${names}\n`);
  process.exit(2);
}

const outcomes: Outcome[] = [];
let failed = 0;
for (const campaign of named.length > 0 ? named : campaigns) {
  const count = named.length > 0 ? runs : campaign.share(runs);
  process.stdout.write(`\n${campaign.name}: ${campaign.about} (${count} runs from seed ${seed})\n`);
  const began = performance.now();
  const result = await campaign.run(count, seed).catch((error: unknown) => broken(campaign, seed, error));
  print(result, (performance.now() - began) / 1000);
  outcomes.push(...outcomesOf(campaign, result));
  failed += result.failures.length;
}
process.stdout.write(`\n${failed === 0 ? 'nothing failed' : `${failed} runs failed`}\n`);
const report = process.env[REPORT_VARIABLE];
if (report !== undefined) writeFileSync(report, JSON.stringify(outcomes));
process.exit(failed === 0 ? 0 : 1);

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { runs: { type: 'string' }, seed: { type: 'string' } } });
  } catch (error) {
    process.stderr.write(`wrong use: ${(error as Error).message}\n`);
    process.exit(2);
  }
}

/** A campaign that could not be carried through has not passed. */
function broken({ name }: Campaign, at: number, error: unknown): Result {
  const what = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  const reproduce = `npm run test:fault -- ${name} --seed ${at} --runs 1`;
  return { runs: 0, failures: [{ seed: at, step: 'the campaign itself', what, reproduce }], figures: [], skipped: [] };
}

function whole(text: string, least: number, most: number): number | null {
  const value = Number(text);
  return Number.isInteger(value) && value >= least && value <= most ? value : null;
}

function print(result: Result, seconds: number): void {
  const say = (line: string) => process.stdout.write(`  ${line}\n`);
  if (result.runs > 0) say(`${result.runs} runs, ${result.failures.length} failed, ${seconds.toFixed(1)} s`);
  for (const { name, value } of result.figures) say(`${name}: ${value}`);
  for (const { seed: at, step, what, reproduce } of result.failures) {
    say(`FAILED seed ${at}, ${step}`);
    for (const line of what) say(`  ${line}`);
    say(`  again: ${reproduce}`);
  }
  for (const { name, reason } of result.skipped) say(`skipped: ${name} (${reason})`);
}

/** As `npm test` counts: a campaign is one test, and each of its failures is named. */
function outcomesOf({ name }: Campaign, { runs: done, failures, skipped }: Result): Outcome[] {
  return [
    ...(failures.length === 0 && done > 0 ? [{ name: `${name}: ${done} runs`, state: 'passed' as const }] : []),
    ...failures.map((it) => ({ name: `${name} seed ${it.seed}: ${it.step}: ${it.what[0]}`, state: 'failed' as const })),
    ...skipped.map((it) => ({ name: `${name}: ${it.name}`, state: 'skipped' as const, reason: it.reason })),
  ];
}
