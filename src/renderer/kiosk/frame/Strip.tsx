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
  const training = useView((view) => view.training);
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
      {training && (
        <span className="word training">
          <Icon name="graduation-cap" />
          {say('kiosk.training')}
        </span>
      )}
      {!online && (
        <span className="word offline">
          <Icon name="cloud-off" />
          <span>
            {say('kiosk.offline')}
            <Unsent />
          </span>
        </span>
      )}
    </header>
  );
}

/** What waits for the network to come back: for staff, who pass by, smaller than what is for shoppers. */
function Unsent() {
  const { say, moment } = useLane();
  const upload = useView((view) => view.upload);
  if (upload === null) return null;
  const { backlog, oldestUnsentAt, lastAckAt } = upload;
  const times = [
    ...(oldestUnsentAt === null ? [] : [say('kiosk.offline.oldest', { at: moment(oldestUnsentAt) })]),
    ...(lastAckAt === null ? [] : [say('kiosk.offline.lastAck', { at: moment(lastAckAt) })]),
  ];
  return (
    <>
      {' · '}
      {say('kiosk.offline.backlog', { count: backlog })}
      <span className="unsent">{times.join(' · ')}</span>
    </>
  );
}
