import { memo } from 'react';
import { useLane } from '../../ui/lane.ts';
import { Money } from '../../ui/Money.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { type LineGroup, sameGroup } from './groups.ts';
import { LineNotes, unitPrice } from './LineNotes.tsx';
import { Stepper } from './Stepper.tsx';

/** One row of the basket. Drawn again only when its own content changes. */
export const Line = memo(
  function Line({ group }: { group: LineGroup }) {
    const lane = useLane();
    const { line } = group;
    const single = line.quantity === 1;
    const note = single ? line.size : unitPrice(line, lane);
    return (
      <li className="line" data-line-id={line.lineId}>
        <Picture name={line.picture} photo={line.photo} />
        <h3>
          {line.name}
          {note !== null && <small>{note}</small>}
        </h3>
        <Stepper line={line} />
        <Money amount={line.gross} />
        <LineNotes group={group} />
      </li>
    );
  },
  (before, after) => sameGroup(before.group, after.group),
);
