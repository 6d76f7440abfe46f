import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';

/** The way back to the shopper's screen. */
export function Leave({ main = false }: { main?: boolean }) {
  const { say, send } = useLane();
  const leave = () => void send({ kind: 'staffClose' });
  return main ? (
    <Button kind="main" onPress={leave}>
      {say('staff.done')}
    </Button>
  ) : (
    <Button icon="log-out" turns onPress={leave}>
      {say('staff.leave')}
    </Button>
  );
}
