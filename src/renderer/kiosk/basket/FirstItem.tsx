import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';
import { ScanScene } from '../drawings/ScanScene.tsx';
import { useView } from '../frame/view.ts';
import { PadScene } from '../pad/PadScene.tsx';

/** Before the first item: what to do, and how it looks. */
export function FirstItem({ canUndo }: { canUndo: boolean }) {
  const { say, send } = useLane();
  const pad = useView((view) => view.lane.pad);
  return (
    <section className="first">
      <h1 tabIndex={-1}>{say(pad ? 'kiosk.pad.first' : 'kiosk.basket.first')}</h1>
      <p>{say(pad ? 'kiosk.pad.firstHow' : 'kiosk.basket.firstHow')}</p>
      {canUndo && (
        <Button icon="undo-2" turns onPress={() => void send({ kind: 'undo' })}>
          {say('kiosk.basket.undo')}
        </Button>
      )}
      <div className="scene">{pad ? <PadScene quiet={false} /> : <ScanScene />}</div>
    </section>
  );
}
