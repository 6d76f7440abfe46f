import type { ReactNode } from 'react';
import type { Minor } from '../../../../domain/money/money.ts';
import type { StaffTask } from '../../../../protocol/staff-view.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import type { IconName } from '../../../ui/icon-names.ts';
import { type Lane, useLane } from '../../../ui/lane.ts';
import { Money } from '../../../ui/Money.tsx';
import { Picture } from '../../../ui/Picture.tsx';
import type { DeskPage } from './page.ts';
import { useSince } from './since.ts';

interface Told {
  readonly icon: IconName;
  readonly title: string;
  readonly detail: string;
  readonly amount: Minor | null;
}

/** Why tags were refused, each reason once with what they are. */
function tagWords({ refusals, missing }: Extract<StaffTask, { kind: 'tags' }>, say: Lane['say']): string {
  const reasons = refusals.map(({ reason, count, names }) => {
    const why = say(`staff.tags.${reason}`, { count });
    return names.length === 0 ? why : say('staff.tags.named', { why, names: names.join(', ') });
  });
  return [...(missing ? [say('staff.tags.missing')] : []), ...reasons].join(' · ');
}

/** What a task is about, in words. */
function told(task: StaffTask, { say, weight }: Pick<Lane, 'say' | 'weight'>, since: (at: string) => string): Told {
  const begun = (at: string, number: string | null) =>
    number === null ? say('staff.since', { time: since(at) }) : say('staff.sinceReceipt', { time: since(at), number });
  switch (task.kind) {
    case 'age':
      return {
        icon: 'user-check',
        title: say('staff.age.title', { age: task.minAge }),
        detail: task.item,
        amount: null,
      };
    case 'tags':
      return { icon: 'tag', title: say('staff.tags.title'), detail: tagWords(task, say), amount: null };
    case 'weigh':
      return {
        icon: 'scale',
        title: say('staff.weigh.title', { item: task.item }),
        detail: say('staff.weigh.tare', { weight: weight(task.tare) }),
        amount: null,
      };
    case 'payment':
      return {
        icon: 'clock-alert',
        title: say(task.concern === 'refund' ? 'staff.payment.refundTitle' : 'staff.payment.title'),
        detail: begun(task.since, null),
        amount: task.amount,
      };
    case 'reversal':
      return {
        icon: 'hand-coins',
        title: say('staff.reversal.title'),
        detail: begun(task.since, task.receiptNumber),
        amount: task.amount,
      };
    case 'refund':
      return {
        icon: 'hand-coins',
        title: say('staff.byHand.title'),
        detail: begun(task.since, null),
        amount: task.amount,
      };
    case 'alarm':
      return {
        icon: 'siren',
        title: say(`staff.alarm.${task.reason}`),
        detail: `${say(`staff.alarm.${task.disposition}`)} · ${begun(task.since, task.receiptNumber)}`,
        // Of a sale that can't be read back no payment may be known.
        amount: task.amount === 0 ? null : task.amount,
      };
  }
}

/** What can be done about it. The one that settles it best has the accent when it is the first thing to do. */
function Ways({ task, next, open }: { task: StaffTask; next: boolean; open: (page: DeskPage) => void }): ReactNode {
  const { say, send } = useLane();
  const best = next ? 'next' : '';
  switch (task.kind) {
    case 'age': {
      const settle = (outcome: 'approved' | 'denied') =>
        void send({ kind: 'staffSettleAge', interventionId: task.interventionId, outcome });
      return (
        <>
          <Button icon="x" onPress={() => settle('denied')}>
            {say('staff.age.deny')}
          </Button>
          <Button icon="check" className={best} onPress={() => settle('approved')}>
            {say('staff.age.approve')}
          </Button>
        </>
      );
    }
    case 'tags':
      return (
        <Button icon="check" className={best} onPress={() => void send({ kind: 'staffTagsSeen' })}>
          {say('staff.tags.seen')}
        </Button>
      );
    case 'weigh':
      return <Button onPress={() => open({ kind: 'tare' })}>{say('staff.weigh.set')}</Button>;
    case 'payment':
      return (
        <Button className={best} onPress={() => open({ kind: 'payment', attemptId: task.attemptId })}>
          {say('staff.payment.read')}
        </Button>
      );
    case 'reversal':
      return (
        <Button className={best} onPress={() => open({ kind: 'reversal', attemptId: task.attemptId })}>
          {say('staff.reversal.read')}
        </Button>
      );
    case 'refund':
      return (
        <>
          <Button icon="hand-coins" onPress={() => open({ kind: 'byHand', refundOf: task.refundOf })}>
            {say('staff.reversal.read')}
          </Button>
          <Button icon="rotate-cw" className={best} onPress={() => void send({ kind: 'pay' })}>
            {say('staff.byHand.retry')}
          </Button>
        </>
      );
    case 'alarm':
      return (
        <>
          {task.canReverse && (
            <Button icon="undo-2" turns className={best} onPress={() => open({ kind: 'alarm', alarmId: task.alarmId })}>
              {say('staff.alarm.reverse')}
            </Button>
          )}
          <Button
            icon="check"
            className={task.canReverse ? '' : best}
            onPress={() => void send({ kind: 'staffSettleAlarm', alarmId: task.alarmId, action: 'acknowledge' })}
          >
            {say('staff.alarm.acknowledge')}
          </Button>
        </>
      );
  }
}

/** One thing to settle: what it is, what it is worth, and what can be done about it, or who may do it. */
export function Task(props: { task: StaffTask; next: boolean; open: (page: DeskPage) => void }) {
  const lane = useLane();
  const since = useSince();
  const { task } = props;
  const { icon, title, detail, amount } = told(task, lane, since);
  return (
    <li className={`task ${task.kind} ${props.next ? 'lead' : ''}`}>
      {task.kind === 'age' && task.picture !== null ? <Picture name={task.picture} /> : <Icon name={icon} />}
      <h2>
        {title}
        <small>{detail}</small>
      </h2>
      {amount !== null && <Money amount={amount} />}
      {task.allowed ? (
        <div className="two">
          <Ways {...props} />
        </div>
      ) : (
        <p className="word needs">
          <Icon name="lock" />
          {lane.say('staff.needsManager')}
        </p>
      )}
    </li>
  );
}
