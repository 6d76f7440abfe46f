import { expect, it } from 'vitest';
import { playwrightOutcomes } from './playwright-report.ts';

type Report = Parameters<typeof playwrightOutcomes>[0];

/** As much of a report as matters, in the shape of Playwright's `--reporter=json`. */
const report = (
  tests: { status: string; annotations?: { type: string; description?: string }[]; says?: string[] }[],
): Report =>
  JSON.parse(
    JSON.stringify({
      errors: [],
      suites: [
        {
          title: 'sale.spec.ts',
          specs: [],
          suites: [
            {
              title: 'a sale',
              specs: tests.map((test, at) => ({
                title: `t${at}`,
                tests: [
                  {
                    annotations: [],
                    results: [{ errors: (test.says ?? []).map((message) => ({ message })) }],
                    ...test,
                  },
                ],
              })),
            },
          ],
        },
      ],
    }),
  );

it('reads nested suites, with the reason of each skip', () => {
  const skip = { status: 'skipped', annotations: [{ type: 'slow' }, { type: 'skip', description: 'no audio here' }] };
  expect(
    playwrightOutcomes(
      report([{ status: 'expected' }, { status: 'unexpected', says: ['two', 'ways'] }, skip, { status: 'skipped' }]),
    ),
  ).toEqual([
    { name: 'sale.spec.ts › a sale › t0', state: 'passed' },
    { name: 'sale.spec.ts › a sale › t1', state: 'failed', reason: 'two; ways' },
    { name: 'sale.spec.ts › a sale › t2', state: 'skipped', reason: 'no audio here' },
    { name: 'sale.spec.ts › a sale › t3', state: 'skipped' },
  ]);
});

it('counts a test that passed on its second try as failed', () => {
  expect(playwrightOutcomes(report([{ status: 'flaky' }]))[0]?.state).toBe('failed');
});

it('counts an error outside any test', () => {
  expect(playwrightOutcomes({ ...report([]), errors: [{ message: 'no config' }] })).toEqual([
    { name: 'outside any test: no config', state: 'failed' },
  ]);
});
