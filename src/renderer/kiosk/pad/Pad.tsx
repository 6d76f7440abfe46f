import { memo, useMemo } from 'react';
import type { PadGoods, PadScreen } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';
import { Picture } from '../../ui/Picture.tsx';
import { Counter } from '../basket/Counter.tsx';
import { WholeRows } from '../basket/WholeRows.tsx';
import { Foot } from '../frame/Foot.tsx';
import { Hold } from '../frame/Hold.tsx';
import { Strip } from '../frame/Strip.tsx';
import { useSheet } from '../sheets/sheet.ts';
import { PadScene } from './PadScene.tsx';
import { padWords } from './words.ts';
import '../split.css';
import '../basket/lines.css';
import '../basket/sum.css';
import './pad.css';

/** The heading, which also says why "Yes" is off while the count is not at rest. */
const STATE_ID = 'pad-state';

/** So many are drawn large. */
const FEW = 4;

const Goods = memo(function Goods({ goods }: { goods: PadGoods }) {
  const { say, count } = useLane();
  return (
    <li className="line">
      <Picture name={goods.picture} photo={goods.photo} />
      <h2>
        {goods.name}
        {goods.size !== null && <small>{goods.size}</small>}
      </h2>
      {goods.count > 1 && <span className="times">{say('kiosk.pad.times', { count: count(goods.count) })}</span>}
    </li>
  );
});

/** While there is something to confirm: yes, once more, or a word that one is missing. */
function Confirm({ screen }: { screen: PadScreen }) {
  const { say, send } = useLane();
  const open = useSheet();
  const { state, count, countId } = screen;
  const missing = () => {
    void send({ kind: 'padMissing' });
    open('help');
  };
  return (
    <div className="act">
      <Button
        kind="main"
        off={state !== 'counted'}
        reason={STATE_ID}
        onPress={() => void send({ kind: 'confirmPad', countId })}
      >
        {say('kiosk.pad.yes', { count })}
      </Button>
      <div className="two">
        <Button icon="rotate-cw" onPress={() => void send({ kind: 'countAgain' })}>
          {say('kiosk.pad.again')}
        </Button>
        <Button icon="circle-question-mark" onPress={missing}>
          {say('kiosk.pad.missing')}
        </Button>
      </div>
    </div>
  );
}

/** While there is not: the one thing that mends it, and ways around it. */
function WayOut({ state, begun }: PadScreen) {
  const { say, send } = useLane();
  const open = useSheet();
  const again = () => void send({ kind: 'countAgain' });
  const leave = () => void send({ kind: 'leavePad' });
  const help = () => {
    void send({ kind: 'callHelp' });
    open('help');
  };
  const around = say(begun ? 'kiosk.pad.toBasket' : 'kiosk.pad.without');
  const unstable = state === 'unstable';
  return (
    <div className="act">
      <Button kind="main" onPress={unstable ? again : leave}>
        {unstable ? say('kiosk.pad.again') : around}
      </Button>
      <div className="two">
        {state !== 'offline' && (
          <Button icon={unstable ? 'arrow-left' : 'rotate-cw'} turns={unstable} onPress={unstable ? leave : again}>
            {unstable ? around : say('kiosk.pad.again')}
          </Button>
        )}
        <Button icon="circle-question-mark" onPress={help}>
          {say('kiosk.outcome.help')}
        </Button>
      </div>
    </div>
  );
}

/** Screen 4. What lies on the pad, and whether that is all of it. */
export const Pad = memo(function Pad(screen: PadScreen) {
  const lane = useLane();
  const { say } = lane;
  const { state, goods, held, count } = screen;
  const standing = useMemo(() => goods.map(({ id, picture }) => ({ line: { lineId: id, picture } })), [goods]);
  const confirms = state === 'counted' || state === 'settling';
  const listed = confirms && goods.length > 0;
  const { title, detail } = padWords(screen, lane);
  return (
    <main className={`room split tally ${state}`}>
      <Strip />
      <section className="laid">
        <div className="ask">
          <h1 tabIndex={-1} id={STATE_ID}>
            {title}
          </h1>
          <p>{detail}</p>
        </div>
        {listed ? (
          <WholeRows
            rows={goods}
            top={null}
            label={say('kiosk.basket.items', { count })}
            quiet
            className={goods.length <= FEW ? 'few' : ''}
          >
            {goods.map((each) => (
              <Goods key={each.id} goods={each} />
            ))}
          </WholeRows>
        ) : (
          <div className="scene">
            <PadScene quiet={state === 'offline'} />
          </div>
        )}
      </section>
      <Foot>
        <Counter groups={listed ? standing : []} />
        {held > 0 && <Hold reason={{ id: 'hold.tags', args: { count: held } }} />}
        {confirms ? <Confirm screen={screen} /> : <WayOut {...screen} />}
      </Foot>
    </main>
  );
});
