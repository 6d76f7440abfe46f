import { useState } from 'react';
import type { StaffDeskView, SuspendedView } from '../../../../protocol/staff-view.ts';
import { Button } from '../../../ui/Button.tsx';
import { useLane } from '../../../ui/lane.ts';
import { Money } from '../../../ui/Money.tsx';
import { WholeRows } from '../../basket/WholeRows.tsx';
import { StaffPage } from '../StaffPage.tsx';
import { Answer } from './Answer.tsx';
import { Confirm } from './Confirm.tsx';
import { useSince } from './since.ts';
import '../../basket/lines.css';
import './desk.css';

function Row(props: {
  basket: SuspendedView;
  canRecall: boolean;
  next: boolean;
  recall: () => void;
  cancel: () => void;
}) {
  const { say } = useLane();
  const since = useSince();
  const { basket } = props;
  return (
    <li className="task aside">
      <p className="at">{since(basket.since)}</p>
      <h2>
        {basket.names.join(', ')}
        <small>
          {say('staff.suspended.summary', { count: basket.items, reason: say(`staff.suspended.${basket.reason}`) })}
        </small>
      </h2>
      <Money amount={basket.total} />
      <div className="two">
        <Button icon="trash-2" onPress={props.cancel}>
          {say('staff.suspended.cancel')}
        </Button>
        <Button
          icon="undo-2"
          turns
          off={!props.canRecall}
          reason="busy"
          className={props.next ? 'next' : ''}
          onPress={props.recall}
        >
          {say('staff.suspended.recall')}
        </Button>
      </div>
    </li>
  );
}

/** Screen 18. Baskets put aside on this lane, oldest first: back on the lane, or given up. */
export function Suspended({ desk, home }: { desk: StaffDeskView; home: () => void }) {
  const { say, money, send } = useLane();
  const since = useSince();
  const [doomedId, setDoomedId] = useState<string | null>(null);
  const { suspended, canRecall } = desk;
  const doomed = suspended.find((each) => each.transactionId === doomedId);
  const spare = () => setDoomedId(null);
  if (doomed !== undefined) {
    return (
      <Confirm
        title={say('staff.suspended.confirm')}
        note={say('staff.cancel.note')}
        facts={[
          [say('staff.since', { time: since(doomed.since) }), money(doomed.total)],
          [say('kiosk.basket.items', { count: doomed.items }), doomed.names.join(', ')],
        ]}
        yes={say('staff.cancel.yes')}
        onYes={() => {
          void send({ kind: 'staffCancelSuspended', transactionId: doomed.transactionId });
          spare();
        }}
        onBack={spare}
      />
    );
  }
  return (
    <StaffPage
      title={say('staff.suspended.title')}
      note={
        !canRecall &&
        suspended.length > 0 && (
          <p className="how" id="busy">
            {say('staff.suspended.busy')}
          </p>
        )
      }
      className="desk"
      foot={
        <>
          <Answer answer={desk.answer} />
          <Button icon="arrow-left" turns onPress={home}>
            {say('staff.back')}
          </Button>
        </>
      }
    >
      {suspended.length === 0 ? (
        <p className="nothing">{say('staff.suspended.none')}</p>
      ) : (
        <WholeRows rows={suspended} top={null} label={say('staff.suspended.title')} className="tasks">
          {suspended.map((basket, index) => (
            <Row
              key={basket.transactionId}
              basket={basket}
              canRecall={canRecall}
              next={canRecall && index === 0}
              recall={() => {
                void send({ kind: 'staffRecall', transactionId: basket.transactionId });
                home();
              }}
              cancel={() => setDoomedId(basket.transactionId)}
            />
          ))}
        </WholeRows>
      )}
    </StaffPage>
  );
}
