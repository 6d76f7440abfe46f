import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';

/** The way to the staff sign-in: small, where someone is waited for, and never where Pay stands. */
export function StaffDoor() {
  const { say, send } = useLane();
  return (
    <Button kind="bare" icon="id-card" className="door" onPress={() => void send({ kind: 'staffOpen' })}>
      {say('kiosk.staff')}
    </Button>
  );
}
