import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EtbCount } from './star-etb.ts';

it('confirms a job when the count has moved by one', () => {
  const etb = new EtbCount();
  expect(etb.counted(7)).toBe(false);
  etb.sent();
  expect(etb.counted(7)).toBe(false);
  expect(etb.counted(8)).toBe(true);
  expect(etb.counted(8)).toBe(false);
});

it('counts on from 31 to 0', () => {
  const etb = new EtbCount();
  etb.counted(31);
  etb.sent();
  expect(etb.counted(0)).toBe(true);
});

it('does not take the end of an earlier job for that of the latest', () => {
  const etb = new EtbCount();
  etb.counted(0);
  etb.sent();
  etb.sent();
  expect(etb.counted(1)).toBe(false);
  expect(etb.counted(2)).toBe(true);
});

it('confirms nothing where the count before the job is not known, or was lost with the power', () => {
  const unheard = new EtbCount();
  unheard.sent();
  expect(unheard.counted(1)).toBe(false);
  const off = new EtbCount();
  off.counted(9);
  off.sent();
  expect(off.counted(0)).toBe(false);
  expect(off.counted(1)).toBe(false);
});

it('begins anew with an empty buffer and on a new line', () => {
  const etb = new EtbCount();
  etb.counted(5);
  etb.sent();
  etb.cleared();
  expect(etb.counted(0)).toBe(false);
  etb.sent();
  expect(etb.counted(1)).toBe(true);
  etb.sent();
  etb.opened();
  expect(etb.counted(2)).toBe(false);
});

it('never confirms before as many were counted as were sent', () => {
  fc.assert(
    fc.property(fc.nat(31), fc.array(fc.boolean(), { maxLength: 60 }), (first, steps) => {
      const etb = new EtbCount();
      etb.counted(first);
      let [sent, printed] = [0, 0];
      for (const isSent of steps) {
        if (isSent) {
          sent += 1;
          etb.sent();
        } else if (printed < sent && sent - printed < 32) {
          printed += 1;
          expect(etb.counted((first + printed) % 32)).toBe(printed === sent);
        }
      }
    }),
  );
});
