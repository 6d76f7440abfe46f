import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quickHash, type StaffUnderTest, staffFile, staffOfTwo } from '../../../test/fixtures/operators.ts';
import { openConnection } from '../database/connection.ts';
import { LONGEST_WAIT_MS } from './back-off.ts';

const wrong = async (staff: StaffUnderTest, id: string, times: number): Promise<void> => {
  for (let time = 0; time < times; time += 1) expect(await staff.signIn(id, '9999')).toEqual({ kind: 'wrong' });
};

describe('wrong tries', () => {
  it('are free three times, then each makes the wait longer, and a try during it counts nothing', async () => {
    const staff = await staffOfTwo();
    await wrong(staff, '1', 3);
    for (const wait of [5000, 10_000, 20_000]) {
      expect(await staff.signIn('1', '2468')).toEqual({ kind: 'wait', milliseconds: wait });
      await staff.clock.advance(wait - 1);
      expect(await staff.signIn('1', '2468')).toEqual({ kind: 'wait', milliseconds: 1 });
      await staff.clock.advance(1);
      await wrong(staff, '1', 1);
    }
    await staff.clock.advance(40_000);
    expect(await staff.signIn('1', '2468')).toMatchObject({ kind: 'signedIn' });
  });

  it('count for the lane whoever they name, numbers nobody has included', async () => {
    const staff = await staffOfTwo();
    await wrong(staff, '77', 1);
    await wrong(staff, '1', 1);
    await wrong(staff, 'x', 1);
    expect(await staff.signIn('2', '1357')).toEqual({ kind: 'wait', milliseconds: 5000 });
  });

  it('are taken back by a success for that number, and for no other', async () => {
    const staff = await staffOfTwo();
    await wrong(staff, '1', 2);
    expect(await staff.signIn('2', '1357')).toMatchObject({ kind: 'signedIn' });
    await wrong(staff, '1', 1);
    expect(await staff.signIn('2', '1357')).toMatchObject({ kind: 'wait' });
    await staff.clock.advance(5000);
    expect(await staff.signIn('1', '2468')).toMatchObject({ kind: 'signedIn' });
    await wrong(staff, '1', 3);
  });

  it('of one number make it wait when the lane itself no longer does', async () => {
    const staff = await staffOfTwo();
    await wrong(staff, '1', 3);
    await staff.clock.advance(5000);
    await wrong(staff, '1', 1);
    await staff.clock.advance(10_000);
    await wrong(staff, '1', 1);
    const connection = openConnection(staff.path);
    connection.exec("UPDATE tries SET count = 0 WHERE who = 'lane'");
    connection.close();
    expect(await staff.signIn('2', '1357')).toMatchObject({ kind: 'signedIn' });
    expect(await staff.signIn('1', '2468')).toEqual({ kind: 'wait', milliseconds: 20_000 });
  });

  it('wear off, one for each quarter of an hour in which nobody tried', async () => {
    const staff = await staffOfTwo();
    await wrong(staff, '1', 3);
    await staff.clock.advance(2 * LONGEST_WAIT_MS);
    await wrong(staff, '1', 2);
    expect(await staff.signIn('1', '2468')).toEqual({ kind: 'wait', milliseconds: 5000 });
  });

  it('are taken back when a manager gives a new PIN', async () => {
    const staff = await staffOfTwo();
    await wrong(staff, '1', 3);
    const other = staffFile({ path: staff.path });
    await other.changePin('1', '8640');
    expect(await staff.signIn('1', '8640')).toMatchObject({ kind: 'signedIn' });
  });
});

describe('a wait', () => {
  it('begins anew with a restart, however much of it was over', async () => {
    const before = await staffOfTwo();
    await wrong(before, '1', 3);
    await before.clock.advance(4000);
    before.close();
    const after = staffFile({ path: before.path, clock: before.clock });
    expect(await after.signIn('1', '2468')).toEqual({ kind: 'wait', milliseconds: 5000 });
    await after.clock.advance(5000);
    expect(await after.signIn('1', '2468')).toMatchObject({ kind: 'signedIn' });
  });

  it('is not shortened by quarters of an hour that passed while the lane was off', async () => {
    const before = await staffOfTwo();
    await wrong(before, '1', 3);
    before.close();
    await before.clock.advance(10 * LONGEST_WAIT_MS);
    const after = staffFile({ path: before.path, clock: before.clock });
    expect(await after.signIn('1', '2468')).toEqual({ kind: 'wait', milliseconds: 5000 });
  });
});

describe('a try', () => {
  it('is on disk before anything is compared', async () => {
    const { path } = await staffOfTwo();
    const seen: unknown[] = [];
    const staff = staffFile({
      path,
      argon2id: (parameters) => {
        const connection = openConnection(path, { readOnly: true });
        seen.push(connection.prepare('SELECT who, count FROM tries WHERE count > 0 ORDER BY who').all());
        connection.close();
        return quickHash(parameters);
      },
    });
    await staff.signIn('1', '2468');
    expect(seen).toEqual([
      [
        { who: 'lane', count: 1 },
        { who: 'operator/1', count: 1 },
      ],
    ]);
  });

  it('during another is refused for a moment and counts nothing', async () => {
    const staff = await staffOfTwo();
    const both = await Promise.all([staff.signIn('1', '2468'), staff.signIn('2', '1357')]);
    expect(both).toMatchObject([{ kind: 'signedIn' }, { kind: 'wait', milliseconds: 500 }]);
    expect(await staff.signIn('2', '1357')).toMatchObject({ kind: 'signedIn' });
  });

  it('costs the same work whether or not anybody has the number, or the text could be a PIN at all', async () => {
    const { path } = await staffOfTwo();
    const work: unknown[] = [];
    const staff = staffFile({
      path,
      argon2id: (parameters) => {
        const { memory, passes, parallelism, tagLength, nonce } = parameters;
        work.push({ memory, passes, parallelism, tagLength, salt: (nonce as Uint8Array).length });
        return quickHash(parameters);
      },
    });
    for (const [id, pin] of [
      ['1', '1111'],
      ['77', '1111'],
      ['1', 'x'],
    ] as const) {
      expect(await staff.signIn(id, pin)).toEqual({ kind: 'wrong' });
    }
    expect(work).toEqual(Array(3).fill({ memory: 19_456, passes: 2, parallelism: 1, tagLength: 32, salt: 16 }));
  });

  it('with anything at all signs nobody in and leaves the file small', async () => {
    const staff = await staffOfTwo();
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('__proto__', "1' OR '1'='1", '1\u0000', '１', 'lane', 'operator/1', '1'.repeat(100_000), ''),
    );
    await fc.assert(
      fc.asyncProperty(anything, anything, async (id, pin) => {
        await staff.clock.advance(LONGEST_WAIT_MS);
        expect(await staff.signIn(id, pin)).toEqual({ kind: 'wrong' });
      }),
      { numRuns: 300 },
    );
    const connection = openConnection(staff.path);
    expect(connection.prepare<[], { n: number }>('SELECT count(*) AS n FROM tries').get()!.n).toBeLessThan(70);
    connection.close();
  });
});
