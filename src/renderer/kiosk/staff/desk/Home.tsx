import { useMemo } from 'react';
import type { KioskCommand } from '../../../../protocol/command.ts';
import type { StaffDeskView } from '../../../../protocol/staff-view.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { useLane } from '../../../ui/lane.ts';
import { WholeRows } from '../../basket/WholeRows.tsx';
import { useCountdown } from '../../frame/use-countdown.ts';
import { useReceivedAt } from '../../frame/view.ts';
import { Leave } from '../Leave.tsx';
import { StaffPage } from '../StaffPage.tsx';
import { Answer } from './Answer.tsx';
import { type DeskPage, taskId } from './page.ts';
import { Task } from './Task.tsx';
import '../../basket/lines.css';
import './desk.css';

type Trouble = StaffDeskView['troubles'][number];

function TroubleRow({ trouble }: { trouble: Trouble }) {
  const { phrase } = useLane();
  const { code, cause, device } = trouble;
  return (
    <li className="task trouble">
      <Icon name="triangle-alert" />
      <h2>
        {phrase(cause)}
        <small>{device === null ? code : `${code} · ${device}`}</small>
      </h2>
    </li>
  );
}

/** Whom the lane takes its user for, and how long for. */
function Role({ desk }: { desk: StaffDeskView }) {
  const { say } = useLane();
  const seconds = useCountdown(useReceivedAt() + desk.closesIn);
  return <p className="how">{say('staff.roleAndTime', { role: say(`staff.role.${desk.operator.role}`), seconds })}</p>;
}

/** Everything else, always in the same places: what can't be done now is there and off. */
function Actions({ desk, open }: { desk: StaffDeskView; open: (page: DeskPage) => void }) {
  const { say, send } = useLane();
  const { actions, suspended } = desk;
  const ask =
    (kind: Extract<KioskCommand['kind'], 'staffSuspend' | 'staffPrintCopy' | 'staffOpenDrawer' | 'staffHelpDone'>) =>
    () =>
      void send({ kind });
  return (
    <div className="actions">
      <Button icon="archive" off={!actions.suspend} onPress={ask('staffSuspend')}>
        {say('staff.action.suspend')}
      </Button>
      <Button icon="shopping-basket" off={suspended.length === 0} onPress={() => open({ kind: 'suspended' })}>
        {say('staff.action.suspended', { count: suspended.length })}
      </Button>
      <Button icon="receipt-text" off={!actions.printCopy} onPress={ask('staffPrintCopy')}>
        {say('staff.action.printCopy')}
      </Button>
      {actions.openDrawer !== null && (
        <Button icon="banknote" off={!actions.openDrawer} onPress={ask('staffOpenDrawer')}>
          {say('staff.action.openDrawer')}
        </Button>
      )}
      <Button icon="hand-coins" off={!actions.refund} onPress={() => open({ kind: 'refund' })}>
        {say('staff.action.refund')}
      </Button>
      <Button icon="trash-2" off={!actions.cancelBasket} onPress={() => open({ kind: 'cancelBasket' })}>
        {say('staff.action.cancelBasket')}
      </Button>
      <Button icon="bell-off" off={!actions.helpDone} onPress={ask('staffHelpDone')}>
        {say('staff.action.helpDone')}
      </Button>
    </div>
  );
}

/** The desk: what is to be settled first, what is wrong with the lane below it, everything else at the foot. */
export function Home({ desk, open }: { desk: StaffDeskView; open: (page: DeskPage) => void }) {
  const { say } = useLane();
  const { tasks, troubles } = desk;
  const rows = useMemo(() => [tasks, troubles], [tasks, troubles]);
  const first = tasks.findIndex((each) => each.allowed);
  return (
    <StaffPage
      title={say('staff.hello', { name: desk.operator.name })}
      note={<Role desk={desk} />}
      className="desk"
      foot={
        <>
          <Answer answer={desk.answer} />
          <Actions desk={desk} open={open} />
          <Leave main={first === -1} />
        </>
      }
    >
      {tasks.length + troubles.length === 0 ? (
        <p className="nothing">
          <Icon name="circle-check" />
          {say('staff.nothing')}
        </p>
      ) : (
        <WholeRows rows={rows} top={tasks[0]} label={say('staff.tasks')} className="tasks" quiet={tasks.length === 0}>
          {tasks.map((task, index) => (
            <Task key={`${task.kind}/${taskId(task)}`} task={task} next={index === first} open={open} />
          ))}
          {troubles.map((trouble) => (
            <TroubleRow key={`${trouble.code}/${trouble.device}`} trouble={trouble} />
          ))}
        </WholeRows>
      )}
    </StaffPage>
  );
}
