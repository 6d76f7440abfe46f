import { beforeEach, expect, it } from 'vitest';
import { directoryOf, keyringOf, listed, STORE, testBox } from '../../../../test/fixtures/bus-keys.ts';
import { FakeBroker } from '../../../../test/fixtures/fake-broker.ts';
import { type GateUnderTest, gateUnderTest, mugTag } from '../../../../test/fixtures/gate.ts';
import { quietLog } from '../../../../test/fixtures/ledger-store.ts';
import { countingIdentifiers } from '../../../../test/fixtures/time.ts';
import { StoreBus } from '../../../sync/store-bus/bus.ts';
import type { RequestBody } from '../../../sync/wire/messages.ts';
import type { OperatorRole } from '../../../workstation/ports/operators.ts';
import { serveSettle } from './settle-request.ts';

const [hub, lane, gateBox] = [testBox('hub-1', 'hub'), testBox('lane-1', 'lane'), testBox('gate-1', 'gate')];
const STAFF: Readonly<Record<string, OperatorRole>> = { '7': 'attendant', '8': 'manager', '9': 'technician' };

let under: GateUnderTest;
let ask: (operator: RequestBody<'settle'>['operator'], alarm?: string) => Promise<unknown>;
let staffFails = false;

beforeEach(async () => {
  staffFails = false;
  const ids = countingIdentifiers();
  under = gateUnderTest({ identifiers: ids });
  const { clock, gate, journal } = under;
  const broker = new FakeBroker(clock, () => 0.5);
  const directory = directoryOf(
    hub,
    [hub, lane, gateBox].map((box) => listed(box)),
  );
  const busOf = ({ name, signer }: typeof lane) => {
    const parts = { store: STORE, clock, timers: clock, ids, random: () => 0, log: quietLog };
    const bus = new StoreBus({
      ...{ ...parts, self: name, signer, keyring: keyringOf(hub, directory), connector: broker.connector(name) },
    });
    bus.start();
    return bus;
  };
  const staff = {
    operator(id: string) {
      if (staffFails) throw new Error('the staff file can not be read');
      const role = STAFF[id];
      return role === undefined ? null : { id, name: 'Maya', role };
    },
  };
  serveSettle(busOf(gateBox), { gate, staff, journal, log: quietLog });
  const asking = busOf(lane);
  await clock.advance(1000);
  under.pass(mugTag(1));
  const [raised] = gate.state().alarms;
  ask = async (operator, alarm = raised?.id ?? '') => {
    const outcome = asking.request('gate-1', 'settle', { alarm, outcome: 'returned', operator });
    await clock.advance(1000);
    return outcome;
  };
});

const settledBy = () =>
  under.journal.entries.filter(({ kind }) => kind === 'GateAlarmSettled').map(({ body }) => body.operatorId);
const answered = (result: string) => ({ kind: 'answered', answer: { result } });

it('an alarm is settled in the name of an operator whom the gate itself knows, once', async () => {
  expect(await ask({ id: '7', role: 'attendant' })).toEqual(answered('settled'));
  expect([under.gate.state().alarms, settledBy()]).toEqual([[], ['7']]);
  expect(await ask({ id: '8', role: 'manager' })).toEqual(answered('alreadySettled'));
  expect(settledBy()).toEqual(['7']);
});

it.each([
  ['nobody on its list', { id: '6', role: 'attendant' }],
  ['more than they are', { id: '7', role: 'manager' }],
  ['a technician, as an attendant', { id: '9', role: 'attendant' }],
] as const)('is not for %s', async (_, operator) => {
  expect(await ask(operator)).toEqual(answered('notAllowed'));
  expect([under.gate.state().alarms.length, settledBy()]).toEqual([1, []]);
});

it('that the gate does not know is said to be none', async () => {
  const other = '00000000-0000-7000-8000-00000000ffff';
  expect(await ask({ id: '7', role: 'attendant' }, other)).toEqual(answered('unknownAlarm'));
});

it('is not settled while the staff list can not be read', async () => {
  staffFails = true;
  expect(await ask({ id: '7', role: 'attendant' })).toEqual({ kind: 'refused', why: 'unavailable' });
  expect(under.gate.state().alarms).toHaveLength(1);
});
