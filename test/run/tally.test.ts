import { describe, expect, it } from 'vitest';
import { avoidable, strictly, tally } from './tally.ts';

const FINE = { ok: true, how: 'ended with code 0' };
const BADLY = { ok: false, how: 'ended with code 1' };

describe('counting a stage', () => {
  it('counts what passed and names what failed and what was skipped', () => {
    const counted = tally(
      'unit',
      [
        { name: 'a', state: 'passed' },
        { name: 'b', state: 'failed' },
        { name: 'c', state: 'skipped', reason: 'no tmpfs here' },
        { name: 'd', state: 'passed' },
      ],
      BADLY,
    );
    expect(counted).toEqual({ passed: 2, failed: ['b'], skipped: [{ name: 'c', reason: 'no tmpfs here' }] });
  });

  it('never looks better than the exit code', () => {
    expect(tally('unit', [{ name: 'a', state: 'passed' }], BADLY).failed).toEqual(['unit ended with code 1']);
    expect(tally('unit', [], FINE).failed).toEqual([]);
  });

  it('counts a failed test although the command said all was well', () => {
    expect(tally('e2e', [{ name: 'a', state: 'failed' }], FINE).failed).toEqual(['a']);
  });

  it('says in one short line what a failure said', () => {
    const reason = `\u001b[31mexpected 1\u001b[39m\n   to be 2 ${'x'.repeat(500)}`;
    const [line] = tally('unit', [{ name: 'a', state: 'failed', reason }], BADLY).failed;
    expect(line).toMatch(/^a — expected 1 to be 2 x+$/);
    expect(line).toHaveLength(404);
  });

  it('finds a reason in a name, its own or its suite’s, and says so when there is none', () => {
    const names = [
      'over a pty (needs socat)',
      'a lane (skipped where the screens are not built) > sells',
      'over a pty (slow)',
    ];
    const skipped = tally(
      'unit',
      names.map((name) => ({ name, state: 'skipped' })),
      FINE,
    ).skipped;
    expect(skipped.map((each) => each.reason)).toEqual([
      'needs socat',
      'skipped where the screens are not built',
      null,
    ]);
  });
});

describe('where nothing may be skipped for want of preparation', () => {
  const skip = (reason: string | null) => ({ name: 'a', reason });

  it('tells what could have been avoided from what could not', () => {
    const installable = [
      'needs socat',
      'no Chromium on this machine',
      'skipped where there is none: set CHROMIUM_PATH',
    ];
    expect(installable.map((reason) => avoidable(skip(reason)))).toEqual([true, true, true]);
    const given = ['node_modules/electron/dist is absent', 'not on Windows', 'needs a user that is not root', null];
    expect(given.map((reason) => avoidable(skip(reason)))).toEqual([false, false, false, false]);
  });

  it('turns avoidable skips into failures and leaves the others', () => {
    const others = [skip('not on Windows'), skip(null)];
    const counted = strictly({ passed: 1, failed: ['x'], skipped: [skip('needs socat'), ...others] });
    expect(counted).toEqual({
      passed: 1,
      failed: ['x', 'skipped, and need not have been: a (needs socat)'],
      skipped: others,
    });
  });
});
