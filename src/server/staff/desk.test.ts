import { describe, expect, test } from 'vitest';
import { LaneUnderTest, SETTINGS } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import type { KioskCommand } from '../../protocol/command.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { OperatorRole, SignIn } from '../../workstation/ports/operators.ts';
import { KioskEndpoint } from '../kiosk-endpoint.ts';
import { DESK_IDLE_MS } from './desk.ts';

const MILK = '9520000000011';
const WINE = '9520000000035';
const PIN = '975310';
const HERE = 'connection-1';
const ELSEWHERE = 'connection-2';

/** A lane with a kiosk, and staff of every role: attendant 1, manager 2, technician 3. */
function open(on: ConstructorParameters<typeof LaneUnderTest>[0] = {}) {
  const it = new LaneUnderTest(on);
  const roles: Readonly<Record<string, OperatorRole>> = { '1': 'attendant', '2': 'manager', '3': 'technician' };
  let answer: ((id: string) => Promise<SignIn>) | null = null;
  const endpoint = new KioskEndpoint({
    lane: it.lane,
    settings: SETTINGS,
    panel: { diagonalInches: 21.5, terminalSide: 'right' },
    operators: {
      signIn: async (id, pin) => {
        if (answer !== null) return answer(id);
        const role = roles[id];
        return role === undefined || pin !== PIN
          ? { kind: 'wrong' }
          : { kind: 'signedIn', operator: { id, name: `Operator ${id}`, role } };
      },
    },
    clock: it.clock,
    timers: it.clock,
  });
  let count = 0;
  const send = (command: KioskCommand, connection = HERE) => {
    count += 1;
    const id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
    return endpoint.command(connection, { id, seen: endpoint.current(connection).version, command });
  };
  const staff = (connection = HERE) => endpoint.current(connection).staff;
  const desk = (connection = HERE) => {
    const view = staff(connection);
    return view?.kind === 'desk' ? view : null;
  };
  const signIn = async (operatorId: string, pin = PIN) => {
    send({ kind: 'staffOpen' });
    send({ kind: 'staffSignIn', operatorId, pin });
    await settle();
  };
  return { it, endpoint, send, staff, desk, signIn, answerWith: (given: typeof answer) => (answer = given) };
}

describe('signing in', () => {
  test('takes number and PIN, and opens a desk of one role on this connection alone', async () => {
    const { desk, staff, signIn } = open();
    await signIn('1');
    expect(desk()?.operator).toEqual({ name: 'Operator 1', role: 'attendant' });
    expect(staff(ELSEWHERE)).toBeNull();
  });

  test('leaves the PIN nowhere: not in a view, the journal or the log', async () => {
    const { it, endpoint, signIn } = open();
    await signIn('1');
    await signIn('1', '111222');
    const everything = JSON.stringify([endpoint.current(HERE), it.journal.entries, it.logged]);
    expect(everything).not.toContain(PIN);
    expect(everything).not.toContain('111222');
  });

  test('with a wrong PIN says so and grants nothing', async () => {
    const { send, staff, signIn } = open();
    await signIn('1', '000111');
    expect(staff()).toMatchObject({ kind: 'signIn', state: 'wrong' });
    expect(send({ kind: 'staffHelpDone' })).toEqual({ kind: 'refused', reason: 'notAllowed' });
  });

  test('after too many tries waits, and says for how long', async () => {
    const { it, staff, signIn, answerWith } = open();
    answerWith(() => Promise.resolve({ kind: 'wait', milliseconds: 20_000 }));
    await signIn('1');
    expect(staff()).toMatchObject({ state: 'wait', waitsFor: 20_000 });
    await it.clock.advance(20_000);
    expect(staff()).toMatchObject({ state: 'ready' });
  });

  test('tells the code where nobody can sign in', async () => {
    const { staff, signIn, answerWith } = open();
    answerWith(() => Promise.reject(new Fault('STORAGE_IO', 'EIO')));
    await signIn('1');
    expect(staff()).toMatchObject({ state: 'fault', code: 'STORAGE_IO' });
  });

  test('compared for a connection that has gone opens nothing', async () => {
    const { endpoint, send, staff } = open();
    send({ kind: 'staffOpen' });
    send({ kind: 'staffSignIn', operatorId: '1', pin: PIN });
    endpoint.gone(HERE);
    await settle();
    expect(staff()).toBeNull();
  });
});

describe('the cash drawer', () => {
  test('has a button only where there is one, and what came of it takes the place of "opening"', async () => {
    const without = open();
    await without.signIn('1');
    expect(without.desk()?.actions.openDrawer).toBeNull();

    const told = Promise.withResolvers<{ kind: 'unknown'; cause: 'timeout' }>();
    const drawer = { open: () => told.promise, state: () => 'unknown' as const };
    const { send, desk, signIn } = open({ drawer });
    await signIn('1');
    expect(desk()?.actions.openDrawer).toBe(true);
    send({ kind: 'staffOpenDrawer' });
    expect(desk()?.answer).toEqual({ id: 'staff.answer.drawer.opening' });
    expect(desk()?.actions.openDrawer).toBe(false);
    told.resolve({ kind: 'unknown', cause: 'timeout' });
    await settle();
    expect(desk()?.answer).toEqual({ id: 'staff.answer.drawer.unsure' });
    expect(desk()?.actions.openDrawer).toBe(true);
  });
});

describe('a grant', () => {
  test('is bound to its connection: the same order from another is refused', async () => {
    const { it, send, signIn } = open();
    it.scan(WINE);
    await signIn('1');
    const interventionId = it.lane.state().transaction?.interventions[0]?.interventionId ?? '';
    const approve = { kind: 'staffSettleAge', interventionId, outcome: 'approved' } as const;
    expect(send(approve, ELSEWHERE)).toEqual({ kind: 'refused', reason: 'notAllowed' });
    expect(send(approve)).toEqual({ kind: 'accepted' });
  });

  test('closes after a minute without a command, and a command or a touch starts the minute anew', async () => {
    const { it, send, desk, signIn } = open();
    await signIn('1');
    await it.clock.advance(DESK_IDLE_MS - 1_000);
    send({ kind: 'stillHere' });
    await it.clock.advance(DESK_IDLE_MS - 1_000);
    expect(desk()).not.toBeNull();
    await it.clock.advance(2_000);
    expect(desk()).toBeNull();
    expect(it.journal.entries.at(-1)).toMatchObject({ kind: 'OperatorSignedOut', body: { reason: 'idle' } });
  });

  test('ends with the transaction it was opened for', async () => {
    const { it, send, desk, signIn } = open();
    it.scan(MILK);
    await signIn('1');
    send({ kind: 'cancelBasket' });
    expect(desk()).toBeNull();
    expect(it.journal.entries.at(-1)).toMatchObject({ kind: 'OperatorSignedOut', body: { reason: 'transaction' } });
  });

  test('opened on an idle lane ends when a shopper begins', async () => {
    const { it, desk, signIn } = open();
    await signIn('1');
    it.scan(MILK);
    expect(desk()).toBeNull();
  });

  test('goes on with the basket that its holder recalled', async () => {
    const { it, send, desk, signIn } = open();
    it.scan(MILK);
    await signIn('1');
    send({ kind: 'staffSuspend' });
    const transactionId = desk()?.suspended[0]?.transactionId ?? '';
    expect(desk()?.suspended).toMatchObject([{ items: 1, total: 175, names: ['milk'] }]);
    send({ kind: 'staffRecall', transactionId });
    expect(desk()?.answer).toEqual({ id: 'staff.answer.recalled' });
    expect(it.stage.kind).toBe('basket');
  });

  test('coming and going are in the journal', async () => {
    const { it, send, signIn } = open();
    await signIn('2');
    send({ kind: 'staffClose' });
    expect(it.journal.entries.map(({ kind, body }) => [kind, body])).toEqual([
      ['OperatorSignedIn', { operatorId: '2', role: 'manager' }],
      ['OperatorSignedOut', { operatorId: '2', reason: 'operator' }],
    ]);
  });

  test('that could not be recorded orders nothing, shows what is wrong, and ends with the fault', async () => {
    const { it, send, desk, signIn } = open();
    it.journal.fault = new Fault('STORAGE_IO', 'EIO');
    it.journal.reopenFault = it.journal.fault;
    it.scan(MILK);
    await signIn('2');
    expect(desk()?.troubles).toMatchObject([{ code: 'STORAGE_IO', cause: { id: 'fault.STORAGE_IO' } }]);
    expect(send({ kind: 'staffHelpDone' })).toMatchObject({ kind: 'refused', reason: 'locked' });
    it.journal.reopenFault = null;
    await it.clock.advance(20_000);
    expect(desk()).toBeNull();
  });
});

describe('what each role is shown', () => {
  test.each([
    ['1', true],
    ['2', true],
    ['3', false],
  ])('operator %s sees an age check; may settle it: %s', async (operator, allowed) => {
    const { it, desk, signIn } = open();
    it.scan(WINE);
    await signIn(operator);
    expect(desk()?.tasks).toMatchObject([{ kind: 'age', minAge: 18, item: 'wine', allowed }]);
  });

  test('money in doubt comes before everything else', async () => {
    const { it, desk, signIn } = open();
    it.terminal.recoveryAnswer = { kind: 'ambiguous', evidence: { receiptText: [] } };
    it.terminal.unmatched({ amount: 5, currency: 'GBP', disposition: 'refused', evidence: { receiptText: [] } });
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    it.terminal.answer({ kind: 'unknown', cause: 'closed' });
    await settle();
    await signIn('2');
    expect(desk()?.tasks.map((task) => task.kind)).toEqual(['payment', 'alarm']);
    expect(desk()?.troubles.map((trouble) => trouble.code)).toEqual(['PAYMENT_UNKNOWN', 'PAYMENT_ALARM']);
    expect(desk()?.actions).toMatchObject({ suspend: false, cancelBasket: false, refund: false });
  });
});
