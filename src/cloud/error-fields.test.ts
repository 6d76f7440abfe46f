import { expect, it } from 'vitest';
import { errorFields } from './error-fields.ts';

it('tells code and message of an error, and nothing that hangs on it', () => {
  const error = Object.assign(new Error('terminating connection'), {
    code: '57P01',
    detail: 'Key (hash)=(secret value) already exists.',
    client: { secretKey: 4711, connectionParameters: { password: 'secret' } },
  });
  expect(errorFields(error)).toEqual({ error: 'terminating connection', code: '57P01' });
  expect(JSON.stringify(errorFields(error))).not.toContain('secret');
  expect(errorFields('x'.repeat(1000)).error).toHaveLength(500);
});
