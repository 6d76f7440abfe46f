import { Icon } from '../../ui/Icon.tsx';
import type { IconName } from '../../ui/icon-names.ts';
import { useLane } from '../../ui/lane.ts';
import { Wallet } from '../drawings/Wallet.tsx';
import { Foot } from '../frame/Foot.tsx';
import { Strip } from '../frame/Strip.tsx';

function Fact({ icon, children }: { icon: IconName; children: string }) {
  return (
    <li>
      <Icon name={icon} />
      {children}
    </li>
  );
}

/** Nobody knows yet: an amber room, a card put away, and nothing to press where Pay stood. */
export function Unknown({ staffCalled }: { staffCalled: boolean }) {
  const { say } = useLane();
  return (
    <main className="room outcome unknown">
      <Strip />
      <div className="ask">
        <h1 tabIndex={-1}>{say('kiosk.outcome.unknown')}</h1>
        <p className="dont">{say('kiosk.outcome.dontPay')}</p>
      </div>
      <div className="scene">
        <Wallet />
      </div>
      <Foot>
        <ul className="facts">
          <Fact icon="shopping-bag">{say('kiosk.outcome.safe')}</Fact>
          <Fact icon="clock">{say('kiosk.outcome.underAMinute')}</Fact>
          {staffCalled && <Fact icon="user-check">{say('kiosk.outcome.staffComing')}</Fact>}
        </ul>
      </Foot>
    </main>
  );
}
