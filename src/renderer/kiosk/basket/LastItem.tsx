import { memo } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useLane } from '../../ui/lane.ts';
import { BigMoney } from '../../ui/Money.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { type LineGroup, sameGroup } from './groups.ts';
import { LineNotes, unitPrice } from './LineNotes.tsx';
import { Stepper } from './Stepper.tsx';

/** Longer names are set smaller, so that they still stand in two lines. */
const LONG_NAME = 34;

function Subtitle({ group }: { group: LineGroup }) {
  const lane = useLane();
  const { line } = group;
  const price = unitPrice(line, lane);
  if (line.quantity === 1) return line.size === null ? null : <small>{line.size}</small>;
  return (
    <small>{line.size === null ? price : lane.say('kiosk.basket.sizeAndPrice', { size: line.size, price })}</small>
  );
}

interface LastProps {
  readonly group: LineGroup;
  readonly canUndo: boolean;
}

/** The item scanned or changed last, as large as the panel allows. */
export const LastShown = memo(
  function LastShown({ group }: Pick<LastProps, 'group'>) {
    const { line } = group;
    return (
      <>
        <div className="item">
          <h1 tabIndex={-1} data-long={line.name.length > LONG_NAME || undefined}>
            {line.name}
            <Subtitle group={group} />
          </h1>
          <Picture key={`${line.lineId}/${line.quantity}`} name={line.picture} photo={line.photo} />
          <BigMoney amount={line.gross} />
        </div>
        <div className="notes">
          <LineNotes group={group} />
        </div>
      </>
    );
  },
  (before, after) => sameGroup(before.group, after.group),
);

/** Everything that can be done about the last item. A hint touches the button it is about. */
export const LastControls = memo(
  function LastControls({ group, canUndo }: LastProps) {
    const { say, send } = useLane();
    const { line } = group;
    return (
      <div className="do">
        <Button icon="undo-2" turns off={!canUndo} onPress={() => void send({ kind: 'undo' })}>
          {say('kiosk.basket.undo')}
        </Button>
        <div className={line.hint === null ? 'change' : 'change hint'}>
          {line.hint !== null && (
            <span className="word">
              <Icon name="badge-percent" />
              {say('kiosk.basket.hint', { missing: line.hint.missing, title: line.hint.title })}
            </span>
          )}
          <Stepper line={line} />
        </div>
      </div>
    );
  },
  (before, after) => before.canUndo === after.canUndo && sameGroup(before.group, after.group),
);
