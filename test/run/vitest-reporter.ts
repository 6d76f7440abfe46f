import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import type { Outcome } from './tally.ts';

/** Where to write; set by the runner. Not called CHECKSTAND_…: an edge that inherits it would take it for configuration. */
export const REPORT_VARIABLE = 'TEST_REPORT_FILE';

/** Writes every test's outcome, with the reason of each skip, which Vitest's own JSON leaves out. */
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env[REPORT_VARIABLE];
    if (path === undefined) return;
    const outcomes = [
      ...modules.flatMap(outcomesOf),
      ...unhandled.map((error): Outcome => ({ name: `unhandled: ${error.message}`, state: 'failed' })),
    ];
    writeFileSync(path, JSON.stringify(outcomes));
  }
}

function outcomesOf(module: TestModule): Outcome[] {
  const outcomes: Outcome[] = module
    .errors()
    .map((error) => ({ name: `${module.moduleId}: ${error.message}`, state: 'failed' }));
  for (const suite of module.children.allSuites()) {
    for (const error of suite.errors()) outcomes.push({ name: `${suite.fullName}: ${error.message}`, state: 'failed' });
  }
  for (const test of module.children.allTests()) {
    const result = test.result();
    // A test that never came to an end (its worker died) is a failure, not a pass.
    if (result.state === 'pending') outcomes.push({ name: test.fullName, state: 'failed' });
    else if (result.state === 'skipped')
      outcomes.push({
        name: test.fullName,
        state: 'skipped',
        ...(result.note !== undefined && { reason: result.note }),
      });
    else if (result.state === 'failed')
      outcomes.push({ name: test.fullName, state: 'failed', reason: result.errors.map(said).join('; ') });
    else outcomes.push({ name: test.fullName, state: 'passed' });
  }
  return outcomes;
}

/** The message, and the first line of the trace that lies in the project. */
function said(error: SerializedError): string {
  const at = error.stacks?.find(({ file }) => !file.includes('node_modules'));
  return at === undefined ? error.message : `${error.message} (${basename(at.file)}:${at.line})`;
}
