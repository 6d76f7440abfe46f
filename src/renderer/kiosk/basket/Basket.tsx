import { memo, useMemo } from 'react';
import type { BasketView } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';
import { FindButton } from '../find/FindButton.tsx';
import { Foot } from '../frame/Foot.tsx';
import { HOLD_ID, Hold } from '../frame/Hold.tsx';
import { Strip } from '../frame/Strip.tsx';
import { useView } from '../frame/view.ts';
import { Counter } from './Counter.tsx';
import { FirstItem } from './FirstItem.tsx';
import { groupLines, type LineGroup, lastAndOthers } from './groups.ts';
import { LastControls, LastShown } from './LastItem.tsx';
import { Lines } from './Lines.tsx';
import { Sum } from './Sum.tsx';
import '../split.css';
import '../find/find.css';
import './basket.css';
import './last.css';
import './lines.css';
import './sum.css';

/** Why paying has to wait, and the way to pay. */
function Pay({ basket }: { basket: BasketView }) {
  const { say, money, send } = useLane();
  // Before the first item the heading already says what is missing.
  const hold = basket.lines.length === 0 ? null : basket.hold;
  return (
    <>
      {hold !== null && <Hold reason={hold} />}
      <div className="act">
        <FindButton place={basket.lines.length === 0 ? 'both' : 'wide'} />
        <Button
          kind="main"
          off={!basket.canPay}
          reason={hold === null ? undefined : HOLD_ID}
          onPress={() => void send({ kind: 'toReview' })}
        >
          {say('kiosk.pay', { amount: money(basket.total) })}
        </Button>
      </div>
    </>
  );
}

interface Parts {
  readonly basket: BasketView;
  readonly groups: readonly LineGroup[];
  readonly last: LineGroup;
  readonly others: readonly LineGroup[];
}

/** Three bands: the last item shows, the lines verify, the sheet acts. */
function Bands({ basket, groups, last, others }: Parts) {
  return (
    <main className="room split basket">
      <Strip />
      <section className="last" data-line-id={last.line.lineId}>
        <LastShown group={last} />
        <LastControls group={last} canUndo={basket.canUndo} />
      </section>
      <Lines groups={others} itemCount={basket.itemCount} newest={last.line.lineId} />
      <Foot>
        <Sum basket={basket} />
        <Counter groups={groups} />
        <Pay basket={basket} />
      </Foot>
    </main>
  );
}

/** For an arm that reaches half as high: the upper half shows, everything that can be pressed is in the lower one. */
function Halves({ basket, groups, last, others }: Parts) {
  return (
    <main className="room split basket low">
      <Strip />
      <section className="last" data-line-id={last.line.lineId}>
        <LastShown group={last} />
      </section>
      <Sum basket={basket} />
      <div className="lower">
        <LastControls group={last} canUndo={basket.canUndo} />
        <Lines groups={others} itemCount={basket.itemCount} newest={last.line.lineId} />
        <Foot>
          <Counter groups={groups} />
          <Pay basket={basket} />
        </Foot>
      </div>
    </main>
  );
}

/** Screen 3. Nothing scanned yet, or the basket. */
export const Basket = memo(function Basket({ basket }: { basket: BasketView }) {
  const lowReach = useView((view) => view.appearance.lowReach);
  const groups = useMemo(() => groupLines(basket.lines), [basket.lines]);
  const { last, others } = useMemo(() => lastAndOthers(groups, basket.lastLineId), [groups, basket.lastLineId]);
  if (last !== null) {
    const parts = { basket, groups, last, others };
    return lowReach ? <Halves {...parts} /> : <Bands {...parts} />;
  }
  return (
    <main className="room split basket empty">
      <Strip />
      <FirstItem canUndo={basket.canUndo} />
      <Foot>
        <Sum basket={basket} />
        <Pay basket={basket} />
      </Foot>
    </main>
  );
});
