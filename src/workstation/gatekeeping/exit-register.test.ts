import { expect, test } from 'vitest';
import { MemoryJournal } from '../../../test/fixtures/lane.ts';
import { Fault } from '../ports/fault.ts';
import { ExitRegister } from './exit-register.ts';

const FIRST = { workstation: 'lane-1', code: '7Q2M9KXF', gate: 'gate-1', claimId: 'claim-1' };
const AGAIN = { ...FIRST, claimId: 'claim-2' };
const ELSEWHERE = { ...FIRST, gate: 'gate-2', claimId: 'claim-3' };
const CLAIMED = { result: 'claimed', by: 'gate-1' };
const TAKEN = { result: 'alreadyClaimed', by: 'gate-1' };

test('the first opening has a code, and asking again for it is the same claim', () => {
  const journal = new MemoryJournal();
  const register = new ExitRegister(journal);
  expect(register.claim(FIRST)).toEqual(CLAIMED);
  expect(register.claim(FIRST)).toEqual(CLAIMED);
  expect(journal.entries).toMatchObject([{ kind: 'ExitClaimed', body: FIRST }]);
});

test('another opening is refused, of the same gate too', () => {
  const journal = new MemoryJournal();
  const register = new ExitRegister(journal);
  register.claim(FIRST);
  expect(register.claim(AGAIN)).toEqual(TAKEN);
  expect(register.claim(ELSEWHERE)).toEqual(TAKEN);
  expect(register.claim({ ...FIRST, gate: 'gate-2' })).toEqual(TAKEN);
  expect(journal.kinds()).toEqual(['ExitClaimed']);
});

test('the same letters of another lane are another code', () => {
  const register = new ExitRegister(new MemoryJournal());
  register.claim(FIRST);
  expect(register.claim({ ...ELSEWHERE, workstation: 'lane-2' })).toEqual({ result: 'claimed', by: 'gate-2' });
});

test('after a restart the same opening is answered again, and no other is', () => {
  const journal = new MemoryJournal();
  new ExitRegister(journal).claim(FIRST);
  const register = new ExitRegister(journal);
  expect(register.claim(FIRST)).toEqual(CLAIMED);
  expect(register.claim(AGAIN)).toEqual(TAKEN);
  expect(register.claim(ELSEWHERE)).toEqual(TAKEN);
});

test('a claim of before claims had names is taken', () => {
  const journal = new MemoryJournal();
  const { claimId: _, ...body } = FIRST;
  journal.append(() => [{ kind: 'ExitClaimed', v: 1, body }]);
  expect(new ExitRegister(journal).claim(AGAIN)).toEqual(TAKEN);
});

test('a claim that cannot be recorded is none', () => {
  const journal = new MemoryJournal();
  const register = new ExitRegister(journal);
  journal.fault = new Fault('STORAGE_IO', 'EIO');
  expect(() => register.claim(FIRST)).toThrow('EIO');
  journal.fault = null;
  expect(register.claim(ELSEWHERE)).toEqual({ result: 'claimed', by: 'gate-2' });
});
