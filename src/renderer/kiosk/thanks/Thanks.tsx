import { memo, useMemo } from 'react';
import type { ThanksScreen } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useLane } from '../../ui/lane.ts';
import { Picture } from '../../ui/Picture.tsx';
import { Foot } from '../frame/Foot.tsx';
import { Strip } from '../frame/Strip.tsx';
import { useCountdown } from '../frame/use-countdown.ts';
import { useReceivedAt } from '../frame/view.ts';
import { groupCode, QUIET_ZONE, qrPath } from './qr.ts';
import { Receipt } from './Receipt.tsx';
import '../attract/attract.css';
import './thanks.css';

function Qr({ payload, label }: { payload: string; label: string }) {
  const { side, path } = useMemo(() => qrPath(payload), [payload]);
  const all = side + 2 * QUIET_ZONE;
  return (
    <svg
      className="qr"
      viewBox={`${-QUIET_ZONE} ${-QUIET_ZONE} ${all} ${all}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}

function Exit({ exit }: { exit: NonNullable<ThanksScreen['exit']> }) {
  const { say } = useLane();
  return (
    <div className="exit">
      <Qr payload={exit.qr} label={say('kiosk.thanks.qr')} />
      <div>
        <h2>{say('kiosk.thanks.gate')}</h2>
        <p className="code">
          <span className="off-screen">{say('kiosk.thanks.code')}</span>
          {groupCode(exit.code)}
        </p>
        {exit.digitalReceipt && <p className="note">{say('kiosk.thanks.digital')}</p>}
      </div>
    </div>
  );
}

function MoreTime({ closesIn }: { closesIn: number }) {
  const { say, send } = useLane();
  const seconds = useCountdown(useReceivedAt() + closesIn);
  return (
    <Button icon="hourglass" onPress={() => void send({ kind: 'moreTime' })}>
      <span>{say('kiosk.thanks.moreTime', { seconds })}</span>
    </Button>
  );
}

/** Screen 13. Goodbye: the code for the gate, what became of the receipt, and more time for whoever needs it. */
export const Thanks = memo(function Thanks(screen: ThanksScreen) {
  const { say, money, send } = useLane();
  const paid = money(screen.paid);
  const kind = `${screen.exit === null ? 'no-exit' : ''} ${screen.refund ? 'refunded' : ''}`;
  return (
    <main className={`room accent attract thanks ${kind}`}>
      <Strip />
      <div className="hello">
        <h1 tabIndex={-1}>{say('kiosk.thanks.title')}</h1>
        <p>
          {screen.refund
            ? say('kiosk.thanks.refunded', { amount: paid })
            : screen.saved > 0
              ? say('kiosk.thanks.paidSaved', { amount: paid, saved: money(screen.saved) })
              : say('kiosk.thanks.paid', { amount: paid })}
        </p>
        {screen.removeTags && (
          <p className="word tags-off">
            <Icon name="tag" />
            {say('kiosk.thanks.removeTags')}
          </p>
        )}
      </div>
      <div className="goods" aria-hidden="true">
        <Picture name={screen.refund ? 'credit-card' : 'shopping-bags'} />
      </div>
      <Foot>
        {screen.exit !== null && <Exit exit={screen.exit} />}
        <div className="after">
          <Receipt receipt={screen.receipt} canPrint={screen.canPrint} />
          <div className="leave">
            <MoreTime closesIn={screen.closesIn} />
            <Button icon="check" onPress={() => void send({ kind: 'finish' })}>
              {say('kiosk.thanks.done')}
            </Button>
          </div>
        </div>
      </Foot>
    </main>
  );
});
