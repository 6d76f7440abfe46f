import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, gapsIn, joined, knownOf, type Stretch, toldBy } from './coverage.ts';

const TOP = 24;
const stretch = fc
  .tuple(fc.integer({ min: 0, max: TOP }), fc.integer({ min: 0, max: TOP }))
  .map(([afterSeq, beforeSeq]): Stretch => ({ afterSeq, beforeSeq }));
const stretches = fc.array(stretch, { maxLength: 8 });

/** The same said number by number. */
function numbersOf(...all: readonly Stretch[]): number[] {
  const numbers = Array.from({ length: TOP + 2 }, (_, seq) => seq);
  return numbers.filter((seq) => all.some(({ afterSeq, beforeSeq }) => seq > afterSeq && seq < beforeSeq));
}

describe('coverage', () => {
  it('begins with the first entry of an epoch, which names no predecessor', () => {
    expect(gapsIn(joined([toldBy({ seq: 7, prevSaleSeq: 0 })]), 7)).toEqual([]);
  });

  it('misses what an entry names and nobody has seen', () => {
    const known = joined([toldBy({ seq: 7, prevSaleSeq: 0 }), toldBy({ seq: 20, prevSaleSeq: 12 })]);
    expect(known).toEqual([
      { afterSeq: 0, beforeSeq: 8 },
      { afterSeq: 12, beforeSeq: 21 },
    ]);
    expect(gapsIn(known, 20)).toEqual([{ afterSeq: 7, beforeSeq: 13 }]);
  });

  it('is whole again with an answer for that stretch, though it brought no entry', () => {
    const known = [toldBy({ seq: 7, prevSaleSeq: 0 }), toldBy({ seq: 20, prevSaleSeq: 12 })];
    expect(gapsIn(joined([...known, { afterSeq: 7, beforeSeq: 13 }]), 20)).toEqual([]);
  });

  it('calls nothing above the head missing, whatever an answer covered', () => {
    const known = joined([
      { afterSeq: 0, beforeSeq: 4 },
      { afterSeq: 90, beforeSeq: 100 },
    ]);
    expect(gapsIn(known, 3)).toEqual([]);
    expect(gapsIn(known, 10)).toEqual([{ afterSeq: 3, beforeSeq: 11 }]);
  });

  it('joins to the same numbers, in order and with a number between any two stretches', () => {
    fc.assert(
      fc.property(stretches, (some) => {
        const result = joined(some);
        expect(numbersOf(...result)).toEqual(numbersOf(...some));
        for (const [index, next] of result.slice(1).entries()) {
          expect(next.afterSeq).toBeGreaterThanOrEqual(result[index]!.beforeSeq);
        }
      }),
    );
  });

  it('is merged in any order, in any grouping and any number of times', () => {
    fc.assert(
      fc.property(stretches, stretches, stretches, (a, b, c) => {
        const whole = joined([...a, ...b, ...c]);
        expect(joined([...c, ...a, ...b])).toEqual(whole);
        expect(joined([...joined([...joined(a), ...joined(b)]), ...c])).toEqual(whole);
        expect(joined([...a, ...joined([...b, ...c])])).toEqual(whole);
        expect(joined([...whole, ...whole])).toEqual(whole);
      }),
    );
  });

  it('and its gaps are all numbers up to the head, none of them twice', () => {
    fc.assert(
      fc.property(stretches, fc.integer({ min: 0, max: TOP }), (some, head) => {
        const known = joined(some);
        const missing = gapsIn(known, head);
        expect(joined(missing)).toEqual(missing);
        const upToHead = numbersOf({ afterSeq: 0, beforeSeq: head + 1 });
        expect(numbersOf(...missing)).toEqual(upToHead.filter((seq) => !contains(known, seq)));
      }),
    );
  });

  it('vouches for the first part of a question that is known without a hole', () => {
    fc.assert(
      fc.property(stretches, stretch, (some, asked) => {
        const known = joined(some);
        const shared = numbersOf(asked).filter((seq) => contains(known, seq));
        const hole = shared.findIndex((seq, index) => seq - shared[0]! !== index);
        const part = knownOf(known, asked);
        expect(part === null ? [] : numbersOf(part)).toEqual(hole < 0 ? shared : shared.slice(0, hole));
      }),
    );
  });
});
