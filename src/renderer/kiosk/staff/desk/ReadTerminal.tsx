import { useState } from 'react';
import type { StaffTask } from '../../../../protocol/staff-view.ts';
import { Button } from '../../../ui/Button.tsx';
import { useLane } from '../../../ui/lane.ts';
import { TerminalAsked } from '../../drawings/TerminalAsked.tsx';
import { digits, minorUnits } from '../pad/entry.ts';
import { NumberEntry } from '../pad/NumberEntry.tsx';
import { StaffPage } from '../StaffPage.tsx';
import { Confirm } from './Confirm.tsx';
import { isMoved, type Reading, readAmount, readReceipt, readTrace, START } from './reading.ts';
import { useSince } from './since.ts';

const NUMBER = digits(8);
const AMOUNT = minorUnits(9);

/** How it is said once more, by how much of it the terminal shows. */
const TITLES = {
  payment: {
    whole: 'staff.payment.confirmPaid',
    part: 'staff.payment.confirmPart',
    none: 'staff.payment.confirmNotPaid',
  },
  refund: {
    whole: 'staff.payment.confirmRefunded',
    part: 'staff.payment.confirmPartRefunded',
    none: 'staff.payment.confirmNotRefunded',
  },
} as const;

type Task = Extract<StaffTask, { readonly kind: 'payment' }>;

/** What the terminal shows of a payment in doubt: paid, with its amount and numbers, or not paid; and once more before it is recorded. */
export function ReadTerminal({ task, operator, home }: { task: Task; operator: string; home: () => void }) {
  const { say, money, send } = useLane();
  const since = useSince();
  const [reading, setReading] = useState<Reading>(START);
  const refund = task.concern === 'refund';
  const back = () => setReading(START);
  const backButton = (onPress: () => void) => (
    <Button icon="arrow-left" turns onPress={onPress}>
      {say('staff.back')}
    </Button>
  );

  switch (reading.step) {
    case 'ask':
      return (
        <StaffPage
          title={say('staff.payment.ask')}
          note={<p className="how">{say('staff.payment.askHow')}</p>}
          className="terminal"
          foot={
            <div className="act">
              <div className="two answers">
                <Button icon="check" onPress={() => setReading({ step: 'amount' })}>
                  {say(refund ? 'staff.payment.refunded' : 'staff.payment.paid')}
                </Button>
                <Button icon="x" onPress={() => setReading({ step: 'confirm', outcome: 'declined' })}>
                  {say(refund ? 'staff.payment.notRefunded' : 'staff.payment.notPaid')}
                </Button>
              </div>
              {backButton(home)}
            </div>
          }
        >
          <div className="scene">
            <TerminalAsked />
          </div>
        </StaffPage>
      );
    case 'amount':
      return (
        <NumberEntry
          key="amount"
          title={say('staff.payment.amount')}
          note={<p className="how">{say('staff.payment.amountHow', { amount: money(task.amount) })}</p>}
          rule={AMOUNT}
          shown={(text) => (text === '' ? '' : money(Number(text)))}
          complete={(text) => isMoved(Number(text), task.amount)}
          go={say('staff.next')}
          onDone={(text) => setReading(readAmount(Number(text), task.amount))}
          ways={
            <>
              {backButton(back)}
              <Button onPress={() => setReading(readAmount(task.amount, task.amount))}>
                {say('staff.payment.whole', { amount: money(task.amount) })}
              </Button>
            </>
          }
        >
          <TerminalAsked />
        </NumberEntry>
      );
    case 'receipt':
      return (
        <NumberEntry
          key="receipt"
          title={say('staff.payment.receipt')}
          rule={NUMBER}
          complete={(text) => text !== ''}
          go={say('staff.next')}
          onDone={(text) => setReading(readReceipt(reading, text))}
          ways={
            <>
              {backButton(() => setReading({ step: 'amount' }))}
              <Button onPress={() => setReading(readReceipt(reading, null))}>{say('staff.payment.skip')}</Button>
            </>
          }
        >
          <TerminalAsked />
        </NumberEntry>
      );
    case 'trace':
      return (
        <NumberEntry
          key="trace"
          title={say('staff.payment.trace')}
          note={reading.receiptNumber === null && <p className="how">{say('staff.payment.oneOfTwo')}</p>}
          rule={NUMBER}
          complete={(text) => text !== ''}
          go={say('staff.next')}
          onDone={(text) => setReading(readTrace(reading, text))}
          ways={
            <>
              {backButton(() => setReading({ step: 'receipt', amount: reading.amount }))}
              {reading.receiptNumber !== null && (
                <Button onPress={() => setReading(readTrace(reading, null))}>{say('staff.payment.skip')}</Button>
              )}
            </>
          }
        >
          <TerminalAsked />
        </NumberEntry>
      );
    case 'confirm': {
      const none = say('staff.fact.none');
      const paid = reading.outcome === 'approved';
      const moved = paid ? reading.amount : task.amount;
      const rest = task.amount - moved;
      const left = say(refund ? 'staff.fact.leftToRefund' : 'staff.fact.leftToPay');
      const evidence = paid
        ? ([
            [say('staff.fact.receipt'), reading.receiptNumber ?? none],
            [say('staff.fact.trace'), reading.traceNumber ?? none],
          ] as const)
        : [];
      const title = TITLES[task.concern][paid ? (rest > 0 ? 'part' : 'whole') : 'none'];
      const record = () => {
        void send({
          kind: 'staffResolvePayment',
          attemptId: task.attemptId,
          outcome: reading.outcome,
          ...(paid ? { amount: moved } : {}),
          ...(paid && reading.receiptNumber !== null ? { receiptNumber: reading.receiptNumber } : {}),
          ...(paid && reading.traceNumber !== null ? { traceNumber: reading.traceNumber } : {}),
        });
        home();
      };
      return (
        <Confirm
          title={say(title)}
          facts={[
            [say('staff.fact.amount'), money(moved)],
            ...(rest > 0 ? ([[left, money(rest)]] as const) : []),
            [say('staff.fact.begun'), since(task.since)],
            ...evidence,
            [say('staff.fact.by'), operator],
          ]}
          yes={say('staff.payment.record')}
          onYes={record}
          onBack={back}
        />
      );
    }
  }
}
