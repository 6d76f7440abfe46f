import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useLane } from '../../ui/lane.ts';
import { KeptGoods } from './KeptGoods.tsx';
import { Sheet } from './Sheet.tsx';

/** Screen 15. Cancel everything? What becomes of the goods; keeping on is the main thing to do. */
export function CancelSheet({ close }: { close: () => void }) {
  const { say, send } = useLane();
  const confirm = () => {
    void send({ kind: 'cancelBasket' });
    close();
  };
  return (
    <Sheet title={say('kiosk.cancel.title')} done={say('kiosk.cancel.keep')} onClose={close} className="cancel">
      <p>{say('kiosk.cancel.goods')}</p>
      <KeptGoods />
      <p className="fact">
        <Icon name="shield-check" />
        {say('kiosk.cancel.nothing')}
      </p>
      <Button icon="trash-2" onPress={confirm}>
        {say('kiosk.cancel.confirm')}
      </Button>
    </Sheet>
  );
}
