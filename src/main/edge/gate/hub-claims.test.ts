import { expect, test } from 'vitest';
import { directoryOf, keyringOf, listed, testBox } from '../../../../test/fixtures/bus-keys.ts';
import { quietLog } from '../../../../test/fixtures/ledger-store.ts';
import type { Outcome } from '../../../sync/store-bus/calls.ts';
import { refusal } from '../../../sync/wire/messages.ts';
import type { EdgeBus } from '../store-bus.ts';
import { answerOf, hubClaims } from './hub-claims.ts';

const OPENING = { workstation: 'lane-1', code: '7Q2M9KXF', gate: 'gate-1', claimId: 'c' };
const hub = testBox('hub-1', 'hub');
const lane = testBox('lane-1', 'lane');

/** The bus as it answers one request, and what it was asked. */
function line(outcome: Outcome<unknown>, boxes = [hub, lane]) {
  const asked: unknown[] = [];
  const warned: unknown[] = [];
  const log = { ...quietLog, warn: (...all: unknown[]) => warned.push(all) };
  const request = async (...all: unknown[]) => {
    asked.push(all.slice(0, 3));
    return outcome;
  };
  const keyring = keyringOf(
    hub,
    directoryOf(
      hub,
      boxes.map((box) => listed(box)),
    ),
  );
  return { asked, warned, claims: hubClaims({ bus: { request } as unknown as EdgeBus['bus'], keyring }, log) };
}

test('only silence is a hub out of reach', () => {
  expect(answerOf({ kind: 'silent' })).toBe('unreachable');
  const said = refusal.options.map((why) => [why, answerOf({ kind: 'refused', why })]);
  expect(Object.fromEntries(said)).toEqual({
    ...{ badRequest: 'refused', notAllowed: 'refused', unavailable: 'refused' },
    ...{ busy: 'busy', stale: 'stale' },
  });
});

test('an opening is asked for by its name, and told of by the same name afterwards', async () => {
  const { asked, claims } = line({ kind: 'answered', answer: { result: 'claimed', by: 'gate-1' } });
  expect(await claims.claim({ ...OPENING, afterwards: false })).toBe('granted');
  expect(await claims.claim({ ...OPENING, afterwards: true })).toBe('granted');
  expect(asked).toEqual([
    ['hub-1', 'exitClaim', OPENING],
    ['hub-1', 'exitOpened', OPENING],
  ]);
});

test('a list of boxes without a hub opens nothing', async () => {
  const { asked, claims } = line({ kind: 'silent' }, [lane]);
  expect(await claims.claim({ ...OPENING, afterwards: false })).toBe('refused');
  expect(asked).toEqual([]);
});

test('a hub that refuses is in the log once, however often it is asked', async () => {
  const { warned, claims } = line({ kind: 'refused', why: 'stale' });
  for (let times = 0; times < 3; times += 1)
    expect(await claims.claim({ ...OPENING, afterwards: false })).toBe('stale');
  expect(warned).toEqual([['gate.claimRefused', { why: 'stale' }]]);
});
