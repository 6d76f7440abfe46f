import { expect, it } from 'vitest';
import { checksum } from '../database/migration.ts';
import { JOURNAL_SCHEMA } from './schema.ts';

it('the steps of the journal’s schema are only ever added to: one that changed would lock its stores out', () => {
  expect(JOURNAL_SCHEMA.migrations.map(checksum)).toEqual([
    'abf6cc091ea1c587e5a9c130b7eb0c0581d4a8b091ea34d379c5b331266ba832',
    'a4aa075a410a812c5b75db62e0ef4e347c569a2082e2f331131fbb912922541d',
    'f23587c4d2b58a6720beb743e29c0e8c7421bee431e083cf4d70ae9175b900e0',
  ]);
});
