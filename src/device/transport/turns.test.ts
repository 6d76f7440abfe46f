import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

function rig(most: number) {
  const turns = new Turns(most);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const take = (name: string, key = name) =>
    turns.take(key, (done) => {
      begun.push(name);
      ends.set(name, done);
    });
  return { take, begun, end: (name: string) => ends.get(name)?.() };
}

it('lets so many begin at once and no more, in the order in which they came', () => {
  const { take, begun, end } = rig(2);
  for (const name of ['a', 'b', 'c', 'd']) take(name);
  expect(begun).toEqual(['a', 'b']);
  end('b');
  end('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  end('a');
  end('c');
  take('e');
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('lets one of a key begin at a time, and those of other keys past it', () => {
  const { take, begun, end } = rig(2);
  take('a', 'port');
  take('again', 'port');
  take('other');
  expect(begun).toEqual(['a', 'other']);
  end('a');
  expect(begun).toEqual(['a', 'other', 'again']);
});

it('never begins for one who gave up, and giving up ends nothing that has begun', () => {
  const { take, begun, end } = rig(1);
  const leave = take('a');
  take('b')();
  leave();
  take('c');
  expect(begun).toEqual(['a']);
  end('a');
  expect(begun).toEqual(['a', 'c']);
});
