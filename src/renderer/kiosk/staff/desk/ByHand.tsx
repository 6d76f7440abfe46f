import { useState } from 'react';
import type { KioskCommand } from '../../../../protocol/command.ts';
import type { StaffTask } from '../../../../protocol/staff-view.ts';
import { Button } from '../../../ui/Button.tsx';
import { useLane } from '../../../ui/lane.ts';
import { TerminalAsked } from '../../drawings/TerminalAsked.tsx';
import { digits } from '../pad/entry.ts';
import { NumberEntry } from '../pad/NumberEntry.tsx';
import { Confirm } from './Confirm.tsx';
import { useSince } from './since.ts';

const NUMBER = digits(8);

type Task = Extract<StaffTask, { readonly kind: 'reversal' | 'refund' }>;

/** What is recorded, under the number that was keyed. */
function commandFor(task: Task, receiptNumber: string): KioskCommand {
  return task.kind === 'reversal'
    ? { kind: 'staffResolveReversal', attemptId: task.attemptId, receiptNumber }
    : { kind: 'staffRefundByHand', refundOf: task.refundOf, receiptNumber };
}

/** Money that the terminal would not give back was given back by hand: under which number, and once more. */
export function ByHand({ task, operator, home }: { task: Task; operator: string; home: () => void }) {
  const { say, money, send } = useLane();
  const since = useSince();
  const [receiptNumber, setReceiptNumber] = useState<string | null>(null);
  if (receiptNumber === null) {
    const reversal = task.kind === 'reversal';
    return (
      <NumberEntry
        title={say(reversal ? 'staff.reversal.receipt' : 'staff.byHand.number')}
        note={<p className="how">{say(reversal ? 'staff.reversal.how' : 'staff.byHand.how')}</p>}
        rule={NUMBER}
        complete={(text) => text !== ''}
        go={say('staff.next')}
        onDone={setReceiptNumber}
        ways={
          <Button icon="arrow-left" turns onPress={home}>
            {say('staff.back')}
          </Button>
        }
      >
        {reversal && <TerminalAsked />}
      </NumberEntry>
    );
  }
  return (
    <Confirm
      title={say('staff.reversal.confirm')}
      facts={[
        [say('staff.fact.amount'), money(task.amount)],
        [say('staff.fact.begun'), since(task.since)],
        [say('staff.fact.receipt'), receiptNumber],
        [say('staff.fact.by'), operator],
      ]}
      yes={say('staff.payment.record')}
      onYes={() => {
        void send(commandFor(task, receiptNumber));
        home();
      }}
      onBack={() => setReceiptNumber(null)}
    />
  );
}
