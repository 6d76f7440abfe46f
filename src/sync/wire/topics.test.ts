import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busFilters, parseTopic, topicText } from './topics.ts';

const id = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);
const word = fc.stringMatching(/^[a-z][A-Za-z]{0,31}$/);

describe('topics', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(
        id,
        id,
        id,
        word,
        fc.constantFrom('event', 'request', 'response', 'directory'),
        (store, from, to, what, kind) => {
          const topic =
            kind === 'event'
              ? { kind, store, from, type: what }
              : kind === 'directory'
                ? { kind, store, from }
                : { kind: kind as 'request' | 'response', store, from, to, what };
          expect(parseTopic(topicText(topic as never))).toEqual(topic);
        },
      ),
    );
  });

  it.each([
    '',
    'checkstand',
    'checkstand/s/lane-1',
    'checkstand/s/lane-1/event',
    'checkstand/s/lane-1/event/',
    'checkstand/s/lane-1/event/tagsSold/more',
    'checkstand/s/lane-1/request/tagsSold',
    'checkstand/s/Lane-1/event/tagsSold',
    'checkstand/s/-lane/event/tagsSold',
    'checkstand/s/__proto__/event/tagsSold',
    'checkstand/s/+/event/tagsSold',
    'checkstand/s/lane-1/directory/x',
    'checkstand//lane-1/event/tagsSold',
    '/checkstand/s/lane-1/event/tagsSold',
    `checkstand/s/${'a'.repeat(33)}/event/tagsSold`,
  ])('%s is none of ours', (text) => {
    expect(parseTopic(text)).toBe(null);
  });

  it('of requests and responses are heard by the one who is meant only', () => {
    expect(busFilters('s', 'lane-1')).toEqual([
      'checkstand/s/+/event/+',
      'checkstand/s/+/request/lane-1/+',
      'checkstand/s/+/response/lane-1/+',
      'checkstand/s/+/directory',
    ]);
  });
});
