import type { JSONReport, JSONReportSpec, JSONReportSuite } from '@playwright/test/reporter';
import type { Outcome } from './tally.ts';

/** The outcomes in Playwright's JSON report. A test that passed only on a second try counts as failed. */
export function playwrightOutcomes(report: Pick<JSONReport, 'suites' | 'errors'>): Outcome[] {
  return [
    ...report.errors.map(
      (error): Outcome => ({ name: `outside any test: ${error.message ?? 'unknown'}`, state: 'failed' }),
    ),
    ...report.suites.flatMap((suite) => inSuite(suite, [])),
  ];
}

function inSuite(suite: JSONReportSuite, above: readonly string[]): Outcome[] {
  const titles = [...above, suite.title];
  return [
    ...suite.specs.flatMap((spec) => inSpec(spec, titles)),
    ...(suite.suites ?? []).flatMap((inner) => inSuite(inner, titles)),
  ];
}

function inSpec(spec: JSONReportSpec, titles: readonly string[]): Outcome[] {
  const name = [...titles, spec.title].filter((each) => each !== '').join(' › ');
  return spec.tests.map((test) => {
    if (test.status === 'expected') return { name, state: 'passed' };
    if (test.status !== 'skipped') {
      const said = test.results.flatMap(({ errors }) => errors.map(({ message }) => message ?? '')).join('; ');
      return { name, state: 'failed', ...(said !== '' && { reason: said }) };
    }
    const reason = test.annotations.find((each) => /^(?:skip|fixme)$/.test(each.type))?.description;
    return { name, state: 'skipped', ...(reason !== undefined && { reason }) };
  });
}
