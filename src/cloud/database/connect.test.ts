import { describe, expect, it } from 'vitest';
import { isPassing } from './connect.ts';

describe('an error of the database', () => {
  it.each([
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Postgres connection has been discarded',
    'timeout exceeded when trying to connect',
  ])('that passes by itself is known by its words where it has no code: %s', (message) => {
    expect(isPassing(new Error(message))).toBe(true);
  });

  it('is one of ours where it is none of these', () => {
    expect(isPassing(new Error('cannot read properties of undefined'))).toBe(false);
    expect(isPassing(Object.assign(new Error('duplicate key'), { code: '23505' }))).toBe(false);
    expect(isPassing('a text')).toBe(false);
  });
});
