import { type CSSProperties, memo } from 'react';
import type { AttractScreen } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useLane } from '../../ui/lane.ts';
import { Picture } from '../../ui/Picture.tsx';
import { ClosedRoom } from '../frame/ClosedRoom.tsx';
import { Foot } from '../frame/Foot.tsx';
import { Strip } from '../frame/Strip.tsx';
import { useView } from '../frame/view.ts';
import './attract.css';

/** Goods on the counter, the furthest first: name, left edge and size in the millimetres of a counter 268 wide. */
const GOODS: readonly (readonly [string, number, number])[] = [
  ['pineapple', -10, 166],
  ['melon', 176, 116],
  ['beverage-box', 95, 146],
  ['bread', 38, 108],
  ['cheese-wedge', 150, 84],
  ['tomato', 206, 72],
  ['lemon', 8, 62],
  ['avocado', 94, 72],
];

function Goods() {
  return (
    <div className="goods" aria-hidden="true">
      <div className="shelf">
        {GOODS.map(([name, x, size], index) => (
          <Picture key={name} name={name} style={{ '--x': x, '--w': size, '--turn': index } as CSSProperties} />
        ))}
      </div>
    </div>
  );
}

/** Screen 1. Touch or scan to start: the scan starts the sale by itself, the whole room is the button. */
export const Attract = memo(function Attract({ state, closed }: AttractScreen) {
  const { say, phrase, send } = useLane();
  const pad = useView((view) => view.lane.pad);
  if (state === 'closed') {
    return (
      <ClosedRoom title={say('kiosk.attract.closed')} code={closed?.code ?? null}>
        {closed !== null && <p>{phrase(closed.reason)}</p>}
        <p>{say('kiosk.attract.closedNext')}</p>
      </ClosedRoom>
    );
  }
  return (
    <main className={`room accent attract ${pad ? 'has-pad' : ''}`}>
      <Strip />
      <div className="hello">
        <h1 tabIndex={-1}>{say(pad ? 'kiosk.attract.pad' : 'kiosk.attract.open')}</h1>
        <p>{say(pad ? 'kiosk.attract.orScan' : 'kiosk.attract.touch')}</p>
        {state === 'cardOnly' && (
          <p className="word card-only">
            <Icon name="credit-card" />
            {say('kiosk.attract.cardOnly')}
          </p>
        )}
      </div>
      <Goods />
      <Foot>
        <Button kind="main" className="everywhere" onPress={() => void send({ kind: 'start' })}>
          {say('kiosk.attract.start')}
        </Button>
      </Foot>
    </main>
  );
});
