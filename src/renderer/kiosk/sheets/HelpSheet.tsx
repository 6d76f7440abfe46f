import type { ScreenView } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';
import { Picture } from '../../ui/Picture.tsx';
import { StaffDoor } from '../frame/StaffDoor.tsx';
import { useView } from '../frame/view.ts';
import { Sheet } from './Sheet.tsx';
import { useSheet } from './sheet.ts';

/** Whether there are items that could be given up now. Once payment began there is nothing to cancel here. */
export function canCancel(screen: ScreenView): boolean {
  return (screen.kind === 'basket' || screen.kind === 'review') && screen.basket.lines.length > 0;
}

/** The sheet behind Help: somebody is coming, and nothing has to wait for them. Also the ways that few shoppers look for. */
export function HelpSheet({ close }: { close: () => void }) {
  const { say, send } = useLane();
  const open = useSheet();
  const cancellable = useView((view) => canCancel(view.screen));
  const cancel = () => {
    void send({ kind: 'cancelHelp' });
    close();
  };
  return (
    <Sheet title={say('kiosk.help.title')} done={say('kiosk.help.back')} onClose={close} className="help">
      <p>{say('kiosk.help.detail')}</p>
      <Picture name="bellhop-bell" />
      <div className="ways">
        <Button onPress={cancel}>{say('kiosk.help.cancel')}</Button>
        <div className="few">
          {cancellable && (
            <Button kind="bare" icon="trash-2" onPress={() => open('cancel')}>
              {say('kiosk.cancel.ask')}
            </Button>
          )}
          <StaffDoor />
        </div>
      </div>
    </Sheet>
  );
}
