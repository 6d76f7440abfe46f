import type { StaffTask } from '../../../../protocol/staff-view.ts';
import { Button } from '../../../ui/Button.tsx';
import { useLane } from '../../../ui/lane.ts';
import { digits } from '../pad/entry.ts';
import { NumberEntry } from '../pad/NumberEntry.tsx';

const GRAMS = digits(4);
/** What the edge takes. */
const MOST_GRAMS = 5_000;

type Task = Extract<StaffTask, { readonly kind: 'weigh' }>;

/** Goods on the scale come in something that is not sold: what does it weigh? */
export function Tare({ task, home }: { task: Task; home: () => void }) {
  const { say, weight, send } = useLane();
  return (
    <NumberEntry
      title={say('staff.weigh.ask')}
      note={<p className="how">{say('staff.weigh.how', { weight: weight(task.tare) })}</p>}
      rule={GRAMS}
      complete={(text) => text !== '' && Number(text) <= MOST_GRAMS}
      go={say('staff.weigh.go')}
      onDone={(text) => {
        void send({ kind: 'staffSetTare', grams: Number(text) });
        home();
      }}
      ways={
        <Button icon="arrow-left" turns onPress={home}>
          {say('staff.back')}
        </Button>
      }
    />
  );
}
