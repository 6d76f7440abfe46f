import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { openConnection } from '../database/connection.ts';
import { openAcknowledgements } from './acknowledgements.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

it('invariant 4: an acknowledgement only grows, epoch by epoch, and is there after a restart', () => {
  const path = join(temporaryFolder(), 'upload.db');
  const first = openAcknowledgements(path);
  expect(first.of('e1')).toBeNull();
  first.record('e1', { seq: 5, hash: A });
  first.record('e1', { seq: 3, hash: B });
  first.record('e2', { seq: 1, hash: B });
  first.record('e3', { seq: 0, hash: B });
  first.close();
  const second = openAcknowledgements(path);
  expect([second.of('e1'), second.of('e2'), second.of('e3')]).toEqual([{ seq: 5, hash: A }, { seq: 1, hash: B }, null]);
  second.close();
});

it('invariant 4: the file itself refuses to take one back', () => {
  const path = join(temporaryFolder(), 'upload.db');
  const store = openAcknowledgements(path);
  store.record('e1', { seq: 5, hash: A });
  store.close();
  const connection = openConnection(path);
  expect(() => connection.exec('UPDATE acknowledged SET seq = 4')).toThrow('never taken back');
  expect(() => connection.exec('DELETE FROM acknowledged')).toThrow('never taken back');
  connection.close();
});
