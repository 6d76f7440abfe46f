import { expect, test } from 'vitest';
import { MemoryJournal } from '../../../test/fixtures/lane.ts';
import { Fault } from '../ports/fault.ts';
import { ExitRegister } from './exit-register.ts';

const CODE = { workstation: 'lane-1', code: '7Q2M9KXF' };

test('the first gate has a code, and asking again for the same gate is the same claim', () => {
  const journal = new MemoryJournal();
  const register = new ExitRegister(journal);
  expect(register.claim(CODE, 'gate-1')).toEqual({ result: 'claimed', by: 'gate-1' });
  expect(register.claim(CODE, 'gate-1')).toEqual({ result: 'claimed', by: 'gate-1' });
  expect(register.claim(CODE, 'gate-2')).toEqual({ result: 'alreadyClaimed', by: 'gate-1' });
  expect(journal.kinds()).toEqual(['ExitClaimed']);
});

test('the same letters of another lane are another code', () => {
  const register = new ExitRegister(new MemoryJournal());
  register.claim(CODE, 'gate-1');
  expect(register.claim({ ...CODE, workstation: 'lane-2' }, 'gate-2')).toEqual({ result: 'claimed', by: 'gate-2' });
});

test('claims outlive a restart', () => {
  const journal = new MemoryJournal();
  new ExitRegister(journal).claim(CODE, 'gate-1');
  expect(new ExitRegister(journal).claim(CODE, 'gate-2')).toEqual({ result: 'alreadyClaimed', by: 'gate-1' });
});

test('a claim that cannot be recorded is none', () => {
  const journal = new MemoryJournal();
  const register = new ExitRegister(journal);
  journal.fault = new Fault('STORAGE_IO', 'EIO');
  expect(() => register.claim(CODE, 'gate-1')).toThrow('EIO');
  journal.fault = null;
  expect(register.claim(CODE, 'gate-2')).toEqual({ result: 'claimed', by: 'gate-2' });
});
