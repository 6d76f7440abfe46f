import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EPOCH, everythingOf, key, returned, sold, temporaryLedger } from '../../../test/fixtures/ledger.ts';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { buildLedger } from './loading.ts';

describe('a ledger that is built at once', () => {
  it('is the one that applying the same makes', () => {
    const chain = Array.from({ length: 300 }, (_, n) =>
      sold(`t${n}`, [key(n), key((n * 7) % 300)], { seq: n + 1, prevSaleSeq: n }),
    );
    const all = [...chain.slice(200), ...chain, returned('t5', [key(5)])];
    const path = join(temporaryFolder(), 'ledger.db');
    buildLedger(path, all);
    expect(readdirSync(dirname(path))).toEqual(['ledger.db']);
    const built = temporaryLedger(path);
    const applied = temporaryLedger();
    applied.apply(all);
    for (let n = 0; n < 300; n += 1) expect(built.standing(key(n))).toEqual(applied.standing(key(n)));
    expect(everythingOf(built, 'lane-1', EPOCH)).toEqual(everythingOf(applied, 'lane-1', EPOCH));
    expect([built.heads(), built.gaps()]).toEqual([applied.heads(), applied.gaps()]);
  });

  it('is not there where an entry is refused, and never in the place of another', () => {
    const path = join(temporaryFolder(), 'ledger.db');
    expect(() => buildLedger(path, [sold('a', [key(1)]), sold('b', ['nothing'])])).toThrow(RangeError);
    expect(readdirSync(dirname(path))).toEqual([]);
    buildLedger(path, [sold('a', [key(1)])]);
    expect(() => buildLedger(path, [])).toThrow(expect.objectContaining({ code: 'STORAGE_LOCKED' }));
    expect(temporaryLedger(path).standing(key(1))).toHaveLength(1);
  });
});
