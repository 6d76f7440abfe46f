import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findElectron } from '../../src/main/shell/find-electron.ts';
import { type Browser, browser, PLAYWRIGHT } from './browser.ts';
import { type Ended, ROOT, run, runNode } from './command.ts';
import { playwrightOutcomes } from './playwright-report.ts';
import type { StageResult } from './summary.ts';
import { EMPTY, type Outcome, type Tally, tally } from './tally.ts';
import { REPORT_VARIABLE } from './vitest-reporter.ts';

/** What a stage came to: counted, or not run and why. */
export type StageOutcome = Tally | { readonly note: string };

export interface Stage {
  readonly name: string;
  run(before: readonly StageResult[]): Promise<StageOutcome>;
}

const NOTHING_YET = { note: 'nothing there yet' };

/** All of `npm test` in its order: what fails fastest comes first, and what needs the built screens after the build. */
export function stages(): Stage[] {
  let found: Promise<Browser> | null = null;
  const aBrowser = () => {
    found ??= browser();
    return found;
  };
  /** Some integration tests open a window of their own; without a browser they say that they were skipped. */
  const withBrowser = async (): Promise<NodeJS.ProcessEnv> => {
    const chosen = await aBrowser();
    return chosen.kind === 'found' ? { CHROMIUM_PATH: chosen.path } : {};
  };
  const vite = ['build', '--logLevel', 'warn'];
  return [
    { name: 'check', run: () => counted('npm run check', run('npm', ['run', '--silent', 'check'], { seconds: 600 })) },
    vitest('unit', ['src', 'build', 'test/fault'], { files: 2 }),
    vitest('conformance', ['test/conformance']),
    {
      name: 'build',
      run: () => counted('vite build', runNode('node_modules/vite/bin/vite.js', vite, { seconds: 300 })),
    },
    // Most of these wait for real processes and wires.
    vitest('integration', ['test/integration'], { files: 3, prepare: withBrowser }),
    fault(),
    playwright('e2e', aBrowser),
    playwright('a11y', aBrowser, { CHECKSTAND_A11Y: 'pairwise' }),
    electron(),
  ];
}

/** A command that is no test runner counts as one test. */
async function counted(what: string, running: Promise<Ended>): Promise<Tally> {
  const ended = await running;
  return tally(what, ended.ok ? [{ name: what, state: 'passed' }] : [], ended);
}

/** `files`: how many run at a time; what vitest thinks right when left out. */
function vitest(
  project: string,
  folders: readonly string[],
  { files, prepare }: { readonly files?: number; readonly prepare?: () => Promise<NodeJS.ProcessEnv> } = {},
): Stage {
  return {
    name: project,
    async run() {
      if (!folders.some((folder) => holds(folder, /\.test\.tsx?$/))) return NOTHING_YET;
      const env = await prepare?.();
      return withReport(
        project,
        (report) => {
          const reporters = ['--reporter=default', '--reporter=./test/run/vitest-reporter.ts'];
          const workers = files === undefined ? [] : [`--maxWorkers=${files}`];
          const args = ['run', '--project', project, ...workers, ...reporters];
          return runNode('node_modules/vitest/vitest.mjs', args, {
            env: { ...env, [REPORT_VARIABLE]: report },
            seconds: 600,
          });
        },
        (text) => JSON.parse(text) as Outcome[],
      );
    },
  };
}

/** 25 kills and a few of every other blow, with seeds that stay the same; the long campaigns are `npm run test:fault`. */
function fault(): Stage {
  return {
    name: 'fault',
    async run(before) {
      if (buildFailed(before)) return { note: 'not run: the build failed' };
      return withReport(
        'fault',
        (report) =>
          runNode('test/fault/index.ts', ['--runs', '25', '--seed', '1'], {
            env: { [REPORT_VARIABLE]: report },
            seconds: 600,
          }),
        (text) => JSON.parse(text) as Outcome[],
      );
    },
  };
}

function playwright(project: string, aBrowser: () => Promise<Browser>, env: NodeJS.ProcessEnv = {}): Stage {
  return {
    name: project,
    async run(before) {
      if (!isPlaywrightProject(project)) return NOTHING_YET;
      if (buildFailed(before)) return { note: 'not run: the build failed' };
      const chosen = await aBrowser();
      if (chosen.kind === 'none')
        return { ...EMPTY, skipped: [{ name: `every spec of ${project}`, reason: chosen.reason }] };
      return playwrightRun(project, { ...env, CHROMIUM_PATH: chosen.path });
    },
  };
}

/** The e2e specs in the product's own window. */
function electron(): Stage {
  return {
    name: 'electron',
    async run(before) {
      const skip = (reason: string) => ({ ...EMPTY, skipped: [{ name: 'the e2e specs in Electron', reason }] });
      if (findElectron() === null)
        return skip('node_modules/electron/dist is absent: `npx install-electron` fetches the binary');
      if (!isPlaywrightProject('electron')) return skip('the specs do not run in Electron yet');
      return buildFailed(before) ? { note: 'not run: the build failed' } : playwrightRun('electron', {});
    },
  };
}

const buildFailed = (before: readonly StageResult[]) =>
  before.some((stage) => stage.name === 'build' && stage.tally.failed.length > 0);

function isPlaywrightProject(name: string): boolean {
  const config = join(ROOT, 'playwright.config.ts');
  return existsSync(config) && new RegExp(`\\bname: '${name}'`).test(readFileSync(config, 'utf8'));
}

function playwrightRun(project: string, env: NodeJS.ProcessEnv): Promise<Tally> {
  return withReport(
    project,
    (report) =>
      runNode(PLAYWRIGHT, ['test', '--project', project, '--reporter=list,json'], {
        env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
        seconds: 1200,
      }),
    (text) => playwrightOutcomes(JSON.parse(text)),
  );
}

/** Runs a test runner that leaves its report in a file, and counts it; a report that is missing or broken is a failure. */
async function withReport(
  stage: string,
  running: (report: string) => Promise<Ended>,
  read: (text: string) => Outcome[],
): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-test-'));
  const report = join(folder, 'report.json');
  try {
    const ended = await running(report);
    const outcomes = existsSync(report) ? read(readFileSync(report, 'utf8')) : null;
    return outcomes === null
      ? tally(stage, [], { ok: false, how: `${ended.how} and left no report` })
      : tally(stage, outcomes, ended);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function holds(folder: string, pattern: RegExp): boolean {
  const path = join(ROOT, folder);
  return existsSync(path) && readdirSync(path, { recursive: true }).some((name) => pattern.test(String(name)));
}
