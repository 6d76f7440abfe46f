import { useState } from 'react';
import type { StaffDeskView } from '../../../../protocol/staff-view.ts';
import { useLane } from '../../../ui/lane.ts';
import { Refund } from '../refund/Refund.tsx';
import { ByHand } from './ByHand.tsx';
import { Confirm } from './Confirm.tsx';
import { Home } from './Home.tsx';
import { type DeskPage, HOME, openPage } from './page.ts';
import { ReadTerminal } from './ReadTerminal.tsx';
import { Suspended } from './Suspended.tsx';
import { useSince } from './since.ts';
import { Tare } from './Tare.tsx';

/** Screen 17, signed in: home with what is to be settled, and one question a page from there. */
export function Desk({ desk }: { desk: StaffDeskView }) {
  const { say, money, send } = useLane();
  const since = useSince();
  const [page, setPage] = useState<DeskPage>(HOME);
  const home = () => setPage(HOME);
  const open = openPage(page, desk);
  switch (open.kind) {
    case 'home':
      return <Home desk={desk} open={setPage} />;
    case 'payment':
      return <ReadTerminal key={open.task.attemptId} task={open.task} operator={desk.operator.name} home={home} />;
    case 'reversal':
      return <ByHand key={open.task.attemptId} task={open.task} operator={desk.operator.name} home={home} />;
    case 'byHand':
      return <ByHand key={open.task.refundOf} task={open.task} operator={desk.operator.name} home={home} />;
    case 'alarm':
      return (
        <Confirm
          title={say('staff.alarm.confirmReverse')}
          facts={[
            [say('staff.fact.amount'), money(open.task.amount)],
            [say('staff.fact.begun'), since(open.task.since)],
            [say('staff.fact.receipt'), open.task.receiptNumber ?? say('staff.fact.none')],
          ]}
          yes={say('staff.alarm.reverse')}
          onYes={() => {
            void send({ kind: 'staffSettleAlarm', alarmId: open.task.alarmId, action: 'reverse' });
            home();
          }}
          onBack={home}
        />
      );
    case 'tare':
      return <Tare task={open.task} home={home} />;
    case 'cancelBasket':
      return (
        <Confirm
          title={say('staff.cancel.title')}
          note={say('staff.cancel.note')}
          facts={[]}
          yes={say('staff.cancel.yes')}
          onYes={() => {
            void send({ kind: 'staffCancelBasket' });
            home();
          }}
          onBack={home}
        />
      );
    case 'suspended':
      return <Suspended desk={desk} home={home} />;
    case 'refund':
      return <Refund desk={desk} home={home} />;
  }
}
