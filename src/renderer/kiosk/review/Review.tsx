import { memo, useMemo } from 'react';
import type { ReviewScreen } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';
import { Money } from '../../ui/Money.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { Counter } from '../basket/Counter.tsx';
import { groupLines, type LineGroup, sameGroup } from '../basket/groups.ts';
import { LineNotes } from '../basket/LineNotes.tsx';
import { Sum } from '../basket/Sum.tsx';
import { WholeRows } from '../basket/WholeRows.tsx';
import { Foot } from '../frame/Foot.tsx';
import { HOLD_ID, Hold } from '../frame/Hold.tsx';
import { Strip } from '../frame/Strip.tsx';
import { useView } from '../frame/view.ts';
import '../split.css';
import '../basket/lines.css';
import '../basket/sum.css';
import './review.css';

const BillLine = memo(
  function BillLine({ group }: { group: LineGroup }) {
    const { say, money, weight, count } = useLane();
    const { line } = group;
    const price = money(line.unitPrice);
    const amount =
      line.quantity === null
        ? say('kiosk.review.times', {
            count: weight(line.grams ?? 0),
            price: say('kiosk.basket.perKilo', { price }),
          })
        : say('kiosk.review.times', { count: count(line.quantity), price });
    return (
      <li className="line" data-line-id={line.lineId}>
        <Picture name={line.picture} photo={line.photo} />
        <h2>
          {line.name}
          {line.quantity === 1 ? line.size !== null && <small>{line.size}</small> : <small>{amount}</small>}
        </h2>
        <Money amount={line.gross} />
        <LineNotes group={group} />
      </li>
    );
  },
  (before, after) => sameGroup(before.group, after.group),
);

/** Screen 9. The bill as it will be paid: lines, discounts, taxes. Nothing is changed here. */
export const Review = memo(function Review({ basket, taxes }: ReviewScreen) {
  const { say, money, percent, send } = useLane();
  const included = useView((view) => view.store.pricesIncludeTax);
  const groups = useMemo(() => groupLines(basket.lines), [basket.lines]);
  const items = say('kiosk.basket.items', { count: basket.itemCount });
  return (
    <main className="room split review">
      <Strip />
      <section className="bill">
        <div className="heads">
          <h1 tabIndex={-1}>{say('kiosk.review.title')}</h1>
          <p>{items}</p>
        </div>
        <WholeRows rows={groups} top={basket.transactionId} label={items} quiet>
          {groups.map((group) => (
            <BillLine key={group.line.lineId} group={group} />
          ))}
        </WholeRows>
      </section>
      <Foot>
        <Sum basket={basket}>
          {taxes
            .filter(({ tax }) => tax !== 0)
            .map((tax) => (
              <p className="row tax" key={tax.code}>
                <span className="word">
                  {say(included ? 'kiosk.review.includes' : 'kiosk.review.plus', {
                    name: tax.name,
                    percent: percent(tax.percent),
                  })}
                </span>
                <Money amount={tax.tax} />
              </p>
            ))}
        </Sum>
        <Counter groups={groups} />
        {basket.hold !== null && <Hold reason={basket.hold} />}
        {/* Pay stands where it stood on the basket: a second touch never goes back. */}
        <div className="act">
          <Button icon="arrow-left" turns onPress={() => void send({ kind: 'toBasket' })}>
            {say('kiosk.review.back')}
          </Button>
          <Button
            kind="main"
            off={!basket.canPay}
            reason={basket.hold === null ? undefined : HOLD_ID}
            onPress={() => void send({ kind: 'pay' })}
          >
            {say('kiosk.pay', { amount: money(basket.total) })}
          </Button>
        </div>
      </Foot>
    </main>
  );
});
