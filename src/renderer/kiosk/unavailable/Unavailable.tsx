import { memo } from 'react';
import type { UnavailableScreen } from '../../../protocol/view.ts';
import { useLane } from '../../ui/lane.ts';
import { NextLane } from '../drawings/NextLane.tsx';
import { Foot } from '../frame/Foot.tsx';
import { Strip } from '../frame/Strip.tsx';
import '../attract/attract.css';

/** Screen 14. The lane can't sell: why, where to go, and a short code for whoever mends it. */
export const Unavailable = memo(function Unavailable({ reason, code }: UnavailableScreen) {
  const { say, phrase } = useLane();
  return (
    <main className="room closed">
      <Strip />
      <div className="ask">
        <h1 tabIndex={-1}>{phrase(reason)}</h1>
        <p>{say('kiosk.unavailable.next')}</p>
        <p className="note">{say('kiosk.unavailable.code', { code })}</p>
      </div>
      <div className="scene">
        <NextLane />
      </div>
      <Foot />
    </main>
  );
});
