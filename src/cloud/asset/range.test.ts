import { expect, it } from 'vitest';
import { rangeOf } from './range.ts';

it.each([
  ['bytes=0-', { start: 0, end: 100 }],
  ['bytes=40-', { start: 40, end: 100 }],
  ['bytes=40-59', { start: 40, end: 60 }],
  ['bytes=99-99', { start: 99, end: 100 }],
  ['bytes=40-4000', { start: 40, end: 100 }],
])('%s of a hundred bytes is part of them', (header, range) => {
  expect(rangeOf(header, 100)).toEqual(range);
});

it.each(['bytes=100-', 'bytes=60-59', 'bytes=-5', 'bytes=0-1,5-6', 'bytes=1e2-', 'items=0-', ''])(
  '%j of a hundred bytes is nothing',
  (header) => {
    expect(rangeOf(header, 100)).toBeNull();
  },
);
