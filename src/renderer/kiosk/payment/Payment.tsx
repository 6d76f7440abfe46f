import { memo } from 'react';
import type { PaymentScreen } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { type Lane, useLane } from '../../ui/lane.ts';
import { BigMoney } from '../../ui/Money.tsx';
import { PaymentScene } from '../drawings/PaymentScene.tsx';
import { Foot } from '../frame/Foot.tsx';
import { Strip } from '../frame/Strip.tsx';
import { useView } from '../frame/view.ts';
import { pose } from './poses.ts';
import { phaseWords } from './words.ts';
import './payment.css';

function headline(screen: PaymentScreen, { say, phrase }: Pick<Lane, 'say' | 'phrase'>): string {
  const { phase, prompt } = screen;
  return phase === 'follow' && prompt !== null ? phrase(prompt) : say(phaseWords(screen));
}

/** The tab that points off the screen, at the edge the real terminal is mounted to. */
function Tab({ side }: { side: 'left' | 'right' }) {
  const { say } = useLane();
  return (
    <p className={`tab ${side}`}>
      {side === 'left' && <Icon name="arrow-left" />}
      <span>{say(`kiosk.payment.${side}`)}</span>
      {side === 'right' && <Icon name="arrow-right" />}
    </p>
  );
}

/** Screen 10. Follow the terminal: how much, where it is, what it asks for, and the way out while there is one. */
export const Payment = memo(function Payment(screen: PaymentScreen) {
  const lane = useLane();
  const side = useView((view) => view.panel.terminalSide);
  const amount = lane.money(screen.amount);
  const refund = screen.direction === 'refund';
  // "Refunding £4.00" is one sentence, whose second half is the size of a price.
  const underway = phaseWords(screen) === 'kiosk.payment.refunding' && screen.prompt === null;
  const atTerminal = screen.phase === 'follow' && !(refund && screen.prompt === null);
  return (
    <main className={`room payment ${screen.phase}`} data-side={side}>
      <Strip />
      <div className="ask">
        <h1 tabIndex={-1}>
          {screen.phase === 'approved' && <Icon name="circle-check" />}
          <span>
            {headline(screen, lane)}
            {underway && <span className="off-screen"> {amount}</span>}
          </span>
        </h1>
        <p className="amount" aria-hidden={underway || undefined}>
          <BigMoney amount={screen.amount} />
        </p>
      </div>
      {atTerminal && <Tab side={side} />}
      <div className="scene">
        <PaymentScene amount={amount} side={side} {...pose(screen, amount)} />
      </div>
      <Foot>
        {screen.canCancel && (
          <Button className="wide" icon="x" onPress={() => void lane.send({ kind: 'abortPayment' })}>
            {lane.say(refund ? 'kiosk.payment.cancelRefund' : 'kiosk.payment.cancel')}
          </Button>
        )}
      </Foot>
    </main>
  );
});
