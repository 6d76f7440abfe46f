import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PAGE, scribble } from '../../../test/fixtures/damage.ts';
import { EPOCH, listeningLog, NEXT_EPOCH } from '../../../test/fixtures/ledger.ts';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { type ArchivedEntry, openArchive } from './store.ts';

/** The nth of a lane's sales of tags; every third entry of its journal is one. */
function nth(n: number, more: Partial<ArchivedEntry> = {}): ArchivedEntry {
  const place = { workstation: 'lane-2', epoch: EPOCH, seq: 3 * n, prevSaleSeq: 3 * (n - 1), at: 1_000 * n };
  return { ...place, said: `sale ${n}`, ...more };
}

const chain = (count: number) => Array.from({ length: count }, (_, index) => nth(index + 1));
const said = (count: number) => chain(count).map((entry) => entry.said);

function archive(path = join(temporaryFolder(), 'archive.db')) {
  const { log, told } = listeningLog();
  const store = openArchive({ path, log });
  let open = true;
  const close = () => {
    if (open) store.close();
    open = false;
  };
  onTestFinished(close);
  const between = (afterSeq: number, beforeSeq: number, limit = 100) =>
    store.between('lane-2', EPOCH, afterSeq, beforeSeq, limit);
  return { ...store, close, path, told, between };
}

describe('an archive', () => {
  it('gives what it was told, over a restart, a page at a time', () => {
    const first = archive();
    first.keep(chain(5));
    first.close();
    const again = archive(first.path);
    expect(again.between(0, 100)).toEqual(said(5));
    expect(again.between(3, 13)).toEqual(['sale 2', 'sale 3', 'sale 4']);
    expect(again.between(0, 100, 2)).toEqual(['sale 1', 'sale 2']);
    expect([again.heads(), again.gaps()]).toEqual([['sale 5'], []]);
  });

  it('is the same in whatever order it was told, and however often', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...chain(8), ...chain(8)], { minLength: 16 }), (entries) => {
        const store = archive();
        for (const entry of entries) store.keep([entry]);
        expect(store.between(0, 100)).toEqual(said(8));
        expect([store.gaps(), store.heads()]).toEqual([[], ['sale 8']]);
        store.close();
      }),
      { numRuns: 10 },
    );
  });

  it('says what it lacks, and ends a page there', () => {
    const store = archive();
    store.keep([nth(1), nth(3), nth(4), nth(7)]);
    const gap = (afterSeq: number, beforeSeq: number) => ({ workstation: 'lane-2', epoch: EPOCH, afterSeq, beforeSeq });
    expect(store.gaps()).toEqual([gap(3, 7), gap(12, 19)]);
    expect(store.between(0, 100)).toEqual(['sale 1']);
    expect(store.between(6, 100)).toEqual(['sale 3', 'sale 4']);
    expect(store.between(4, 100)).toEqual(['sale 3', 'sale 4']);
    expect(store.between(12, 18)).toBe(null);
    store.keep([nth(2), nth(6)]);
    expect(store.gaps()).toEqual([gap(12, 16)]);
    expect(store.between(0, 100)).toEqual(said(4));
  });

  it('keeps both that a journal says under one number, on one page, and not without end', () => {
    const store = archive();
    const fork = (n: number) => nth(2, { said: `fork ${n}` });
    store.keep([...chain(3), ...Array.from({ length: 20 }, (_, n) => fork(n))]);
    expect(store.between(0, 100)).toHaveLength(10);
    expect(store.between(0, 100, 2)).toEqual(['sale 1', 'sale 2', ...Array.from({ length: 7 }, (_, n) => `fork ${n}`)]);
  });

  it('forgets the oldest, and neither misses it nor takes it again', () => {
    const store = archive();
    store.keep([...chain(5), nth(1, { epoch: NEXT_EPOCH, at: 9_000 })]);
    expect(store.forgetBefore(3_500, 2)).toBe(true);
    expect(store.forgetBefore(3_500, 2)).toBe(false);
    store.keep([nth(2), nth(3)]);
    expect(store.gaps()).toEqual([]);
    expect([store.between(0, 9), store.between(0, 100)]).toEqual([null, ['sale 4', 'sale 5']]);
    expect(store.heads()).toHaveLength(2);
  });

  it('that can’t be read is put aside and begun anew', () => {
    const first = archive();
    first.keep(chain(500));
    first.close();
    scribble(first.path, 0, Buffer.alloc(PAGE, 0xff));
    const again = archive(first.path);
    expect([again.heads(), again.told.map(({ code }) => code)]).toEqual([[], ['archive.putAside']]);
  });
});
