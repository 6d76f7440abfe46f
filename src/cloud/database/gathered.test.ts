import { describe, expect, it } from 'vitest';
import { gathered } from './gathered.ts';

/** A database that answers when it is told to. */
function slowly(options: { readonly atOnce?: number; readonly mostWeight?: number } = {}) {
  const statements: (readonly string[])[] = [];
  const held: (() => void)[] = [];
  const ask = gathered<string, string>({
    keyOf: (name) => name[0] ?? '',
    weightOf: (name) => name.length,
    mostWeight: options.mostWeight ?? 100,
    atOnce: options.atOnce ?? 1,
    async run(names) {
      statements.push(names);
      await new Promise<void>((resolve) => held.push(resolve));
      if (names.includes('bad')) throw new Error('refused');
      if (names.includes('away')) throw Object.assign(new Error('gone'), { code: '57P01' });
      return names.map((name) => name.toUpperCase());
    },
  });
  const answered = async (): Promise<void> => {
    while (held.length > 0) {
      held.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { ask, statements, answered };
}

describe('what is asked while the database is busy', () => {
  it('goes at once where nothing is under way', async () => {
    const { ask, statements, answered } = slowly();
    const a = ask('a');
    expect(statements).toEqual([['a']]);
    await answered();
    expect(await a).toBe('A');
  });

  it('goes by one statement, and each is answered what is its own', async () => {
    const { ask, statements, answered } = slowly();
    const all = ['a', 'b', 'c', 'd'].map(ask);
    await answered();
    expect(statements).toEqual([['a'], ['b', 'c', 'd']]);
    expect(await Promise.all(all)).toEqual(['A', 'B', 'C', 'D']);
  });

  it('has several statements under way where it may', async () => {
    const { ask, statements, answered } = slowly({ atOnce: 2 });
    const all = ['a', 'b', 'c', 'd'].map(ask);
    expect(statements).toEqual([['a'], ['b']]);
    await answered();
    expect(statements).toEqual([['a'], ['b'], ['c', 'd']]);
    await Promise.all(all);
  });

  it('has two of one key in different statements, in their order', async () => {
    const { ask, statements, answered } = slowly();
    const all = ['x', 'a1', 'a2', 'b'].map(ask);
    await answered();
    expect(statements).toEqual([['x'], ['a1', 'b'], ['a2']]);
    await Promise.all(all);
  });

  it('carries no more than it may, and what is too heavy alone', async () => {
    const { ask, statements, answered } = slowly({ mostWeight: 4 });
    const all = ['x', 'aaa', 'bb', 'c', 'dddddd'].map(ask);
    await answered();
    expect(statements).toEqual([['x'], ['aaa', 'c'], ['bb'], ['dddddd']]);
    await Promise.all(all);
  });

  it('fails nobody by what another sent', async () => {
    const { ask, statements, answered } = slowly();
    const all = Promise.allSettled(['x', 'a', 'bad', 'c'].map(ask));
    await answered();
    expect(statements).toEqual([['x'], ['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails all at once where the database is away, and goes on with the next', async () => {
    const { ask, statements, answered } = slowly();
    const all = Promise.allSettled(['x', 'away', 'b'].map(ask));
    await answered();
    expect(statements).toEqual([['x'], ['away', 'b']]);
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    const after = ask('c');
    await answered();
    expect(await after).toBe('C');
  });
});
