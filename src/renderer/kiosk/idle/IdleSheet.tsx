import { useEffect, useState } from 'react';
import { useLane } from '../../ui/lane.ts';
import { useCountdown } from '../frame/use-countdown.ts';
import { useReceivedAt } from '../frame/view.ts';
import { KeptGoods } from '../sheets/KeptGoods.tsx';
import { Sheet } from '../sheets/Sheet.tsx';
import { spoken } from './cues.ts';
import './idle.css';

/** Screen 16. Still there? How long the lane waits, what becomes of the basket, and more time for whoever wants it. */
export function IdleSheet({ closesIn }: { closesIn: number }) {
  const { say, send } = useLane();
  const seconds = useCountdown(useReceivedAt() + closesIn);
  const [heard, setHeard] = useState<number | null>(null);
  useEffect(() => setHeard((before) => spoken(seconds) ?? before), [seconds]);
  const stay = () => void send({ kind: 'stillHere' });
  return (
    <Sheet title={say('kiosk.idle.title')} done={say('kiosk.idle.moreTime')} onClose={stay} className="idle">
      <p>{say('kiosk.idle.kept')}</p>
      <div className="left">
        <p className="big" aria-hidden="true">
          {say('kiosk.idle.seconds', { seconds })}
        </p>
        <KeptGoods />
      </div>
      {/* Inside the dialog: while it is open, nothing outside of it is heard. */}
      <p className="off-screen" aria-live="assertive">
        {heard !== null && say('kiosk.idle.left', { seconds: heard })}
      </p>
    </Sheet>
  );
}
