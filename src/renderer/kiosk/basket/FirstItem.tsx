import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';
import { ScanScene } from '../drawings/ScanScene.tsx';

/** Before the first item: what to do, and how it looks. */
export function FirstItem({ canUndo }: { canUndo: boolean }) {
  const { say, send } = useLane();
  return (
    <section className="first">
      <h1 tabIndex={-1}>{say('kiosk.basket.first')}</h1>
      <p>{say('kiosk.basket.firstHow')}</p>
      {canUndo && (
        <Button icon="undo-2" turns onPress={() => void send({ kind: 'undo' })}>
          {say('kiosk.basket.undo')}
        </Button>
      )}
      <div className="scene">
        <ScanScene />
      </div>
    </section>
  );
}
