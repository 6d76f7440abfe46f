import type { Tally } from './tally.ts';

/** One stage as it ended. `note` says why a stage was not run; its tally is then empty. */
export interface StageResult {
  readonly name: string;
  readonly tally: Tally;
  readonly milliseconds: number;
  readonly note?: string;
}

/** The end of the log: a table, what failed, what was skipped and why, and alone on the last line the three sums. */
export function summary(results: readonly StageResult[]): string {
  const sum = (count: (tally: Tally) => number) => results.reduce((total, each) => total + count(each.tally), 0);
  const passed = sum((each) => each.passed);
  const failed = sum((each) => each.failed.length);
  const skipped = sum((each) => each.skipped.length);
  return [
    ...table(results),
    ...list(
      'Failed:',
      results.flatMap(({ name, tally }) => tally.failed.map((what) => `${name}: ${what}`)),
    ),
    ...list(
      'Skipped:',
      results.flatMap(({ name, tally }) =>
        tally.skipped.map((skip) => `${name}: ${skip.name} — ${skip.reason ?? 'no reason given'}`),
      ),
    ),
    '',
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ].join('\n');
}

/** True when nothing failed. */
export function allWell(results: readonly StageResult[]): boolean {
  return results.every((each) => each.tally.failed.length === 0);
}

function table(results: readonly StageResult[]): string[] {
  const head = ['stage', 'passed', 'failed', 'skipped', 'time'];
  const rows = results.map(({ name, tally, milliseconds, note }) =>
    note === undefined
      ? [name, String(tally.passed), String(tally.failed.length), String(tally.skipped.length), duration(milliseconds)]
      : [name, '–', '–', '–', note],
  );
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (column === 4 ? 0 : (row[column]?.length ?? 0)))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at === 0 || at === 4 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ');
  return [head, ...rows].map((cells) => line(cells).trimEnd());
}

function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

const list = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : ['', title, ...lines.map((each) => `  ${each}`)];
