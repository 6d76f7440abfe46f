import { memo } from 'react';
import { useLane } from '../../ui/lane.ts';
import { ScanScene } from '../drawings/ScanScene.tsx';
import { FindButton } from '../find/FindButton.tsx';
import type { LineGroup } from './groups.ts';
import { Line } from './Line.tsx';
import { WholeRows } from './WholeRows.tsx';

/** Everything but the last item, newest first. */
export const Lines = memo(function Lines(props: {
  readonly groups: readonly LineGroup[];
  readonly itemCount: number;
  readonly newest: string;
}) {
  const { say } = useLane();
  const items = say('kiosk.basket.items', { count: props.itemCount });
  if (props.groups.length === 0) {
    return (
      <section className="lines waiting-for-more">
        <h2>{say('kiosk.basket.next')}</h2>
        <FindButton place="tall" />
        <div className="scene">
          <ScanScene />
        </div>
      </section>
    );
  }
  return (
    <section className="lines">
      <div className="lines-head">
        <h2>{items}</h2>
        <FindButton place="tall" />
      </div>
      <WholeRows rows={props.groups} top={props.newest} label={items}>
        {props.groups.map((group) => (
          <Line key={group.line.lineId} group={group} />
        ))}
      </WholeRows>
    </section>
  );
});
