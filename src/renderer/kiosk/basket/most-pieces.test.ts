import { expect, test } from 'vitest';
import * as protocol from '../../../protocol/command.ts';
import { MOST_PIECES } from './most-pieces.ts';

test('the plus ends where the protocol ends', () => {
  expect(MOST_PIECES).toBe(protocol.MOST_PIECES);
});
