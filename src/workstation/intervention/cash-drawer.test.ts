import { expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import type { CashDrawerPort, DrawerOutcome } from '../ports/device.ts';
import type { Operator } from '../ports/operators.ts';

const ATTENDANT: Operator = { id: '7', name: 'Maya', role: 'attendant' };
const TECHNICIAN: Operator = { id: '9', name: 'Sam', role: 'technician' };
const OPEN = { kind: 'openDrawer' } as const;

/** A lane whose drawer ends each order so; `pulses` counts what was given. */
function laneWith(outcome: DrawerOutcome | 'hangs', pulsed = true) {
  const pulses: string[] = [];
  const drawer: CashDrawerPort = {
    open({ id }, started) {
      if (!pulsed) return Promise.resolve(outcome as DrawerOutcome);
      started();
      pulses.push(id);
      return outcome === 'hangs' ? new Promise(() => {}) : Promise.resolve(outcome);
    },
    state: () => 'unknown',
  };
  const it = new LaneUnderTest({ drawer });
  const written = () => it.journal.entries.filter(({ kind }) => kind.startsWith('Drawer'));
  return { it, pulses, written };
}

test('staff have the drawer opened: who it was is written down first, and what came of it after', async () => {
  const { it, pulses, written } = laneWith({ kind: 'pulsed' });
  expect(it.lane.state().drawer).toBe('untouched');
  expect(it.lane.staff(OPEN, ATTENDANT)).toEqual({ kind: 'accepted' });
  await settle();
  expect(written().map(({ kind, body }) => [kind, body])).toEqual([
    ['DrawerOpened', { operatorId: '7', pulseId: pulses[0] }],
    ['DrawerSettled', { pulseId: pulses[0], outcome: 'pulsed' }],
  ]);
  expect(it.lane.state().drawer).toBe('pulsed');
});

test('a technician may not, and on a lane without a drawer nobody can', async () => {
  const { it, pulses } = laneWith({ kind: 'pulsed' });
  expect(it.lane.staff(OPEN, TECHNICIAN)).toEqual({ kind: 'refused', reason: 'notAllowed' });
  const without = new LaneUnderTest();
  expect(without.lane.state().drawer).toBeNull();
  expect(without.lane.staff(OPEN, ATTENDANT)).toMatchObject({ kind: 'refused' });
  await settle();
  expect(pulses).toEqual([]);
});

test('a second order while the first is under way gives no second pulse', async () => {
  const { it, pulses } = laneWith('hangs');
  it.lane.staff(OPEN, ATTENDANT);
  expect(it.lane.staff(OPEN, ATTENDANT)).toMatchObject({ kind: 'refused' });
  await settle();
  expect(pulses).toHaveLength(1);
});

test('a pulse that may have been given is said to be in doubt, with its cause', async () => {
  const { it, written } = laneWith({ kind: 'unknown', cause: 'timeout' });
  it.lane.staff(OPEN, ATTENDANT);
  await settle();
  expect(written()[1]?.body).toMatchObject({ outcome: 'unsure', cause: 'timeout' });
  expect(it.lane.state().drawer).toBe('unsure');
});

test('nothing is written of an order for which nothing left', async () => {
  const { it, written } = laneWith({ kind: 'notOpened', cause: 'coverOpen' }, false);
  it.lane.staff(OPEN, ATTENDANT);
  await settle();
  expect(written()).toEqual([]);
  expect(it.lane.state().drawer).toBe('notOpened');
});
