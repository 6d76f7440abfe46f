import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';

/** The way to goods that carry nothing to scan. It stands where the orientation has room, so each place says which one it is for. */
export function FindButton({ place }: { place: 'tall' | 'wide' | 'both' }) {
  const { say, send } = useLane();
  return (
    <Button icon="search" className={`find-${place}`} onPress={() => void send({ kind: 'findItem' })}>
      {say('kiosk.find.open')}
    </Button>
  );
}
