import { useState } from 'react';
import type { StaffTask } from '../../../../protocol/staff-view.ts';
import { Button } from '../../../ui/Button.tsx';
import { useLane } from '../../../ui/lane.ts';
import { TerminalAsked } from '../../drawings/TerminalAsked.tsx';
import { digits } from '../pad/entry.ts';
import { NumberEntry } from '../pad/NumberEntry.tsx';
import { Confirm } from './Confirm.tsx';
import { useSince } from './since.ts';

const NUMBER = digits(8);

type Task = Extract<StaffTask, { readonly kind: 'reversal' }>;

/** A payment that the terminal would not take back was given back by hand: under which receipt number, and once more. */
export function Reversal({ task, operator, home }: { task: Task; operator: string; home: () => void }) {
  const { say, money, send } = useLane();
  const since = useSince();
  const [receiptNumber, setReceiptNumber] = useState<string | null>(null);
  if (receiptNumber === null) {
    return (
      <NumberEntry
        title={say('staff.reversal.receipt')}
        note={<p className="how">{say('staff.reversal.how')}</p>}
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
        <TerminalAsked />
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
        void send({ kind: 'staffResolveReversal', attemptId: task.attemptId, receiptNumber });
        home();
      }}
      onBack={() => setReceiptNumber(null)}
    />
  );
}
