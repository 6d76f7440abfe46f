import { type CSSProperties, memo } from 'react';
import type { WeighScreen } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { advance } from '../../ui/format.ts';
import { useLane } from '../../ui/lane.ts';
import { Foot } from '../frame/Foot.tsx';
import { Strip } from '../frame/Strip.tsx';
import { useSheet } from '../sheets/sheet.ts';
import { ScaleScene } from './ScaleScene.tsx';
import { weighPrompt } from './words.ts';
import '../split.css';
import './weigh.css';

/** The prompt, which also says why "Add" is off while there is no weight. */
const PROMPT_ID = 'weigh-prompt';
/** In place of a weight or a price that there is not. */
const NONE = '–';
/** Longer names are set smaller, so that the goods keep their room. */
const LONG_NAME = 24;

/** Weight, unit price and price: together, as the law on scales has it, and on the one money axis. */
function Weights({ screen }: { screen: WeighScreen }) {
  const { say, money, weight } = useLane();
  const { weight: told, unitPrice, tare } = screen;
  const stable = told.kind === 'stable';
  const price = stable ? money(told.price) : NONE;
  return (
    <dl className="weights">
      <div>
        <dt>{say('kiosk.weigh.weight')}</dt>
        <dd className="money">{stable ? weight(told.net) : NONE}</dd>
      </div>
      <div>
        <dt>{say('kiosk.weigh.unitPrice')}</dt>
        <dd className="money">{say('kiosk.weigh.perKilo', { price: money(unitPrice) })}</dd>
      </div>
      {tare.grams > 0 && (
        <div className="tare">
          <dt>{say(tare.byStaff ? 'kiosk.weigh.tareByStaff' : 'kiosk.weigh.tare')}</dt>
          <dd className="money">{weight(tare.grams)}</dd>
        </div>
      )}
      <div className="price">
        <dt>{say('kiosk.weigh.price')}</dt>
        <dd className="money big" style={{ '--advance': advance(price) } as CSSProperties}>
          {price}
        </dd>
      </div>
    </dl>
  );
}

/** Adds what is shown; where the scale is of no use, calls for someone. */
function Act({ screen: { weight } }: { screen: WeighScreen }) {
  const { say, send, money } = useLane();
  const open = useSheet();
  const help = () => {
    void send({ kind: 'callHelp' });
    open('help');
  };
  const stable = weight.kind === 'stable';
  return (
    <div className="act">
      {!stable && weight.why === 'offline' ? (
        <Button kind="main" onPress={help}>
          {say('kiosk.outcome.help')}
        </Button>
      ) : (
        <Button
          kind="main"
          off={!stable}
          reason={PROMPT_ID}
          onPress={() => stable && void send({ kind: 'takeWeight', weightId: weight.weightId })}
        >
          {stable ? say('kiosk.weigh.add', { price: money(weight.price) }) : say('kiosk.weigh.addNothing')}
        </Button>
      )}
      <div className="two">
        <Button icon="arrow-left" turns onPress={() => void send({ kind: 'leaveFind' })}>
          {say('kiosk.find.back')}
        </Button>
        <Button icon="search" onPress={() => void send({ kind: 'findItem' })}>
          {say('kiosk.weigh.other')}
        </Button>
      </div>
    </div>
  );
}

/** Screen 5, on the scale: what is weighed, what to do, and what it comes to. */
export const Weigh = memo(function Weigh(screen: WeighScreen) {
  const lane = useLane();
  const { weight, name, picture, photo } = screen;
  const state = weight.kind === 'stable' ? 'stable' : weight.why;
  return (
    <main className={`room split weigh ${state}`}>
      <Strip />
      <section className="onscale">
        <div className="ask">
          <h1 tabIndex={-1} data-long={name.length > LONG_NAME || undefined}>
            {name}
          </h1>
          <p id={PROMPT_ID}>{weighPrompt(screen, lane)}</p>
        </div>
        <div className="scene">
          <ScaleScene state={state} picture={picture} photo={photo} />
        </div>
      </section>
      <Foot>
        <Weights screen={screen} />
        <Act screen={screen} />
      </Foot>
    </main>
  );
});
