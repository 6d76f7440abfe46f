import { memo } from 'react';
import type { UnavailableScreen } from '../../../protocol/view.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useLane } from '../../ui/lane.ts';
import { ClosedRoom } from '../frame/ClosedRoom.tsx';
import { Unknown } from '../outcome/Unknown.tsx';
import '../outcome/outcome.css';

/**
 * Screen 14. The lane can't sell: why, where to go, whether it comes back by itself, and a short code for whoever mends it. Whoever was
 * paying when it stopped is not sent to another lane: they may have paid.
 */
export const Unavailable = memo(function Unavailable({ reason, recovering, code, money }: UnavailableScreen) {
  const { say, phrase } = useLane();
  if (money !== null) return <Unknown kind="unknown" {...money} staffCalled={true} code={code} stopped={true} />;
  return (
    <ClosedRoom title={phrase(reason)} code={code}>
      <p>{say('kiosk.unavailable.next')}</p>
      {recovering && (
        <p className="fact">
          <Icon name="rotate-cw" />
          {say('kiosk.unavailable.recovering')}
        </p>
      )}
    </ClosedRoom>
  );
});
