import { useState } from 'react';
import type { ReturnableView, StaffDeskView } from '../../../../protocol/staff-view.ts';
import { Button } from '../../../ui/Button.tsx';
import { useLane } from '../../../ui/lane.ts';
import { BigMoney, Money } from '../../../ui/Money.tsx';
import { Picture } from '../../../ui/Picture.tsx';
import { WholeRows } from '../../basket/WholeRows.tsx';
import { Answer } from '../desk/Answer.tsx';
import { Confirm } from '../desk/Confirm.tsx';
import { useSince } from '../desk/since.ts';
import { StaffPage } from '../StaffPage.tsx';
import { refundSum, returnedLines, type Selection, withPieces } from './selection.ts';
import '../../basket/last.css';
import '../../basket/lines.css';
import '../../basket/sum.css';
import '../desk/desk.css';

type Line = ReturnableView['lines'][number];

function Row({ line, pieces, set }: { line: Line; pieces: number; set: (pieces: number) => void }) {
  const { say, money, count } = useLane();
  const { name, left } = line;
  return (
    <li className={left === 0 ? 'line gone' : 'line'}>
      <Picture name={line.picture} />
      <h2>
        {name}
        <small>
          {left === 0 ? say('staff.refund.gone') : say('staff.refund.each', { price: money(line.each), count: left })}
        </small>
      </h2>
      {left > 0 && (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is a form's; this is two buttons around a number. */}
          <div className="step" role="group" aria-label={say('staff.refund.pieces', { name })}>
            <Button
              kind="bare"
              icon="minus"
              label={say('kiosk.basket.fewer', { name })}
              off={pieces === 0}
              onPress={() => set(pieces - 1)}
            />
            <span className="amount">{count(pieces)}</span>
            <Button
              kind="bare"
              icon="plus"
              label={say('kiosk.basket.more', { name })}
              off={pieces >= left}
              onPress={() => set(pieces + 1)}
            />
          </div>
          <Money amount={pieces * line.each} />
        </>
      )}
    </li>
  );
}

/** The lines of the sale that was looked up: how many of each come back, and what that gives. */
export function RefundLines(props: {
  readonly desk: StaffDeskView;
  readonly sale: ReturnableView;
  readonly another: () => void;
  readonly home: () => void;
}) {
  const { say, money, count, send } = useLane();
  const day = useSince('day');
  const { desk, sale, home } = props;
  const [selection, setSelection] = useState<Selection>({});
  const [asking, setAsking] = useState(false);
  const lines = returnedLines(sale, selection);
  const sum = refundSum(sale, selection);
  const amount = money(sum);
  if (asking && lines.length > 0) {
    const facts = sale.lines
      .filter(({ lineId }) => lines.some((each) => each.lineId === lineId))
      .map(({ lineId, name, each }): [string, string] => {
        const pieces = count(selection[lineId] ?? 0);
        return [name, say('kiosk.review.times', { count: pieces, price: money(each) })];
      });
    return (
      <Confirm
        title={say('staff.refund.confirm', { amount })}
        note={say('staff.refund.rounding')}
        facts={facts}
        yes={say('staff.refund.toCard', { amount })}
        onYes={() => {
          void send({ kind: 'staffRefund', transactionId: sale.transactionId, lines });
          home();
        }}
        onBack={() => setAsking(false)}
      />
    );
  }
  return (
    <StaffPage
      title={say('staff.refund.lines')}
      note={
        <p className="how">{say('staff.refund.sale', { number: sale.receiptNumber, time: day(sale.completedAt) })}</p>
      }
      className="desk refund"
      foot={
        <>
          <Answer answer={desk.answer} />
          <div className="sum">
            <p className="row total">
              <span className="label">{say('staff.refund.sum')}</span>
              <BigMoney amount={sum} />
            </p>
          </div>
          <div className="act">
            <div className="two">
              <Button icon="arrow-left" turns onPress={home}>
                {say('staff.back')}
              </Button>
              <Button icon="receipt-text" onPress={props.another}>
                {say('staff.refund.other')}
              </Button>
            </div>
            <Button kind="main" off={lines.length === 0} onPress={() => setAsking(true)}>
              {say('staff.refund.toCard', { amount })}
            </Button>
          </div>
        </>
      }
    >
      <WholeRows rows={sale.lines} top={sale.transactionId} label={say('staff.refund.lines')} className="returned">
        {sale.lines.map((line) => (
          <Row
            key={line.lineId}
            line={line}
            pieces={Math.min(line.left, selection[line.lineId] ?? 0)}
            set={(pieces) => setSelection((before) => withPieces(before, line, pieces))}
          />
        ))}
      </WholeRows>
    </StaffPage>
  );
}
