import { Icon } from '../../ui/Icon.tsx';
import { useLane } from '../../ui/lane.ts';
import { Lamp } from './Lamp.tsx';
import { useView } from './view.ts';

/** The top line of every screen: whose lane this is, its light, and that it works without the network. */
export function Strip() {
  const { say } = useLane();
  const label = useView((view) => view.lane.label);
  const light = useView((view) => view.light);
  const online = useView((view) => view.online);
  return (
    <header className="strip">
      <span className="logo">
        <span className="mark" />
        <span className="wordmark">{say('kiosk.brand')}</span>
      </span>
      <span className="word lane">
        {label}
        <Lamp light={light} />
      </span>
      {!online && (
        <span className="word offline">
          <Icon name="cloud-off" />
          {say('kiosk.offline')}
        </span>
      )}
    </header>
  );
}
