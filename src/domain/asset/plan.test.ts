import { expect, it } from 'vitest';
import { affordable } from './plan.ts';

const ref = (name: string, bytes: number) => ({ sha256: name, bytes });

it('takes files in their order, each once, until the first that has no room', () => {
  const refs = [ref('a', 40), ref('b', 40), ref('a', 40), ref('c', 40), ref('d', 1)];
  expect(affordable(refs, { bytes: 100, files: 10 })).toEqual([ref('a', 40), ref('b', 40)]);
  expect(affordable(refs, { bytes: 1000, files: 3 }).map(({ sha256 }) => sha256)).toEqual(['a', 'b', 'c']);
});

it('reads no further than it has room for', () => {
  let read = 0;
  function* endless() {
    for (;;) {
      read += 1;
      yield ref(`file-${read}`, 10);
    }
  }
  expect(affordable(endless(), { bytes: 50, files: 100 })).toHaveLength(5);
  expect(read).toBe(6);
});
