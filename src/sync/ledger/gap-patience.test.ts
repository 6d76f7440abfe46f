import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LedgerGap } from '../../workstation/ports/sold-ledger.ts';
import { GAP_PATIENCE_MS, GapPatience, MOST_WAITED_FOR } from './gap-patience.ts';

const gap = (afterSeq: number, beforeSeq: number, more: Partial<LedgerGap> = {}): LedgerGap => ({
  ...{ workstation: 'lane-2', epoch: 'e', afterSeq, beforeSeq },
  ...more,
});

let patience: GapPatience;
beforeEach(() => {
  patience = new GapPatience();
});

describe('a gap', () => {
  it('is waited for until its time is over and everyone was asked', () => {
    const one = gap(3, 7);
    expect(patience.look([one], 0)).toEqual({ waited: [one], givenUp: [] });
    expect(patience.look([one], GAP_PATIENCE_MS)).toEqual({ waited: [one], givenUp: [] });
    patience.asked(1);
    expect(patience.look([one], GAP_PATIENCE_MS - 1)).toEqual({ waited: [one], givenUp: [] });
    expect(patience.look([one], GAP_PATIENCE_MS)).toEqual({ waited: [], givenUp: [one] });
  });

  it('that was filled in part is as old as it was, and what is missing anew is not', () => {
    patience.look([gap(0, 100)], 0);
    patience.asked(1);
    const rest = [gap(0, 49), gap(50, 100)];
    expect(patience.look([...rest, gap(120, 130)], GAP_PATIENCE_MS)).toEqual({
      waited: [gap(120, 130)],
      givenUp: rest,
    });
  });

  it('of the same numbers in another journal is another', () => {
    patience.look([gap(3, 7)], 0);
    patience.asked(1);
    const others = [gap(3, 7, { epoch: 'f' }), gap(3, 7, { workstation: 'lane-3' })];
    expect(patience.look(others, GAP_PATIENCE_MS).waited).toEqual(others);
  });

  it('that was filled and comes again is waited for again', () => {
    patience.look([gap(3, 7)], 0);
    patience.look([], 1000);
    patience.asked(2000);
    expect(patience.look([gap(3, 7)], GAP_PATIENCE_MS).waited).toHaveLength(1);
  });
});

it('a box that was waited for in vain too often is asked, and not waited for', () => {
  const many = Array.from({ length: MOST_WAITED_FOR }, (_, n) => gap(10 * n, 10 * n + 5));
  patience.look(many, 0);
  patience.asked(1);
  patience.look(many, GAP_PATIENCE_MS);
  const [further, ofAnother] = [gap(1000, 1005), gap(1000, 1005, { workstation: 'lane-1' })];
  const now = [...many, further, ofAnother];
  expect(patience.look(now, GAP_PATIENCE_MS + 1).waited).toEqual([further, ofAnother]);
  patience.asked(GAP_PATIENCE_MS + 2);
  expect(patience.look(now, GAP_PATIENCE_MS + 3).waited).toEqual([ofAnother]);
});

it('whatever is filled or missed meanwhile, no number is waited for longer than the time and a round', () => {
  const step = fc.record({ wait: fc.integer({ min: 0, max: GAP_PATIENCE_MS / 4 }), missing: fc.array(fc.nat(30)) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const it = new GapPatience();
      const since = new Map<number, number>();
      let at = 0;
      for (const { wait, missing } of steps) {
        at += wait;
        it.asked(at - 1);
        for (const seq of since.keys()) if (!missing.includes(seq)) since.delete(seq);
        for (const seq of missing) since.set(seq, since.get(seq) ?? at);
        const { waited, givenUp } = it.look(
          [...new Set(missing)].map((seq) => gap(2 * seq, 2 * seq + 2)),
          at,
        );
        expect(waited.length + givenUp.length).toBe(since.size);
        for (const { afterSeq } of waited) {
          expect(at - (since.get(afterSeq / 2) ?? 0)).toBeLessThan(GAP_PATIENCE_MS);
        }
        if (givenUp.length < MOST_WAITED_FOR) {
          for (const { afterSeq } of givenUp) {
            expect(at - (since.get(afterSeq / 2) ?? at)).toBeGreaterThanOrEqual(GAP_PATIENCE_MS);
          }
        }
      }
    }),
  );
});
