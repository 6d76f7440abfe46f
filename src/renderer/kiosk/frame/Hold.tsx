import type { Phrase } from '../../../protocol/view.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useLane } from '../../ui/lane.ts';
import { StaffDoor } from './StaffDoor.tsx';

/** Why paying has to wait, for the shopper; the door is for whoever comes. A button that is off names it by this id. */
export const HOLD_ID = 'hold';

export function Hold({ reason }: { reason: Phrase }) {
  const { phrase } = useLane();
  return (
    <div className="hold">
      <p id={HOLD_ID}>
        <Icon name="user-check" />
        {phrase(reason)}
      </p>
      <StaffDoor />
    </div>
  );
}
