import { describe, expect, it } from 'vitest';
import { allWell, type StageResult, summary } from './summary.ts';
import { EMPTY } from './tally.ts';

const results: StageResult[] = [
  { name: 'check', tally: { ...EMPTY, passed: 1 }, milliseconds: 21_340 },
  {
    name: 'integration',
    tally: { passed: 40, failed: ['a sale survives'], skipped: [{ name: 'over a pty', reason: 'needs socat' }] },
    milliseconds: 125_000,
  },
  { name: 'conformance', tally: EMPTY, milliseconds: 0, note: 'nothing there yet' },
  { name: 'electron', tally: { ...EMPTY, skipped: [{ name: 'the e2e specs', reason: null }] }, milliseconds: 0 },
];

describe('the end of the log', () => {
  it('is a table, the failures, the skips with their reasons, and the sums alone on the last line', () => {
    expect(summary(results)).toBe(
      [
        'stage        passed  failed  skipped  time',
        'check             1       0        0  21.3 s',
        'integration      40       1        1  2 min 5 s',
        'conformance       –       –        –  nothing there yet',
        'electron          0       0        1  0.0 s',
        '',
        'Failed:',
        '  integration: a sale survives',
        '',
        'Skipped:',
        '  integration: over a pty — needs socat',
        '  electron: the e2e specs — no reason given',
        '',
        '41 passed, 1 failed, 2 skipped',
      ].join('\n'),
    );
  });

  it('leaves out lists that are empty', () => {
    expect(summary(results.slice(0, 1)).split('\n').slice(-2)).toEqual(['', '1 passed, 0 failed, 0 skipped']);
  });

  it('is well only when nothing failed', () => {
    expect(allWell(results)).toBe(false);
    expect(allWell(results.filter((each) => each.name !== 'integration'))).toBe(true);
  });
});
