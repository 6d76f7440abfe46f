import { expect, it } from 'vitest';
import { listeningLog } from '../../../test/fixtures/ledger.ts';
import { HandClock } from '../../../test/fixtures/time.ts';
import { LedgerCopy } from './ledger-copy.ts';

const MINUTE = 60_000;

function copies(make: (n: number) => { path: string; bytes: number; sha256: string } | null) {
  const clock = new HandClock();
  const { log, told } = listeningLog();
  const counted = { made: 0, removed: 0 };
  const copy = new LedgerCopy({
    ...{ clock, timers: clock, log },
    make: async () => {
      counted.made += 1;
      return make(counted.made);
    },
    remove: () => {
      counted.removed += 1;
    },
  });
  return { copy, clock, counted, told };
}

const file = (n: number) => ({ path: 'copy', bytes: n, sha256: String(n).repeat(64) });

it('is made once for all who ask at once or soon after, and anew for who asks later', async () => {
  const { copy, clock, counted } = copies(file);
  expect(copy.file).toBe(null);
  expect(await Promise.all([copy.offered(), copy.offered()])).toEqual([file(1), file(1)]);
  await clock.advance(14 * MINUTE);
  expect(await copy.offered()).toEqual(file(1));
  await clock.advance(2 * MINUTE);
  expect(await copy.offered()).toEqual(file(2));
  expect([copy.file, counted.made]).toEqual([file(2), 2]);
});

it('goes when nobody has asked for hours, with the hub, and where one was left from before', async () => {
  const { copy, clock, counted } = copies(file);
  expect(counted.removed).toBe(1);
  await copy.offered();
  await clock.advance(6 * 60 * MINUTE);
  expect([copy.file, counted.removed]).toEqual([null, 2]);
  copy.close();
  expect([await copy.offered(), counted.removed]).toEqual([null, 3]);
});

it('is not offered where it cannot be made, and tried again', async () => {
  const { copy, told } = copies((n) => {
    if (n === 1) throw new Error('the disk is full');
    return n === 2 ? null : file(n);
  });
  expect([await copy.offered(), await copy.offered(), await copy.offered()]).toEqual([null, null, file(3)]);
  expect(told.map(({ code }) => code)).toEqual(['bus.ledgerNotCopied', 'bus.ledgerCopied']);
});
