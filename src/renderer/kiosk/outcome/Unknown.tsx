import type { MessageId } from '../../../messages/index.ts';
import type { OutcomeScreen } from '../../../protocol/view.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { IconName } from '../../ui/icon-names.ts';
import { useLane } from '../../ui/lane.ts';
import { Wallet } from '../drawings/Wallet.tsx';
import { Foot } from '../frame/Foot.tsx';
import { StaffDoor } from '../frame/StaffDoor.tsx';
import { Strip } from '../frame/Strip.tsx';

type InDoubt = Extract<OutcomeScreen['outcome'], { readonly kind: 'unknown' }>;

/** What is being found out, and what that asks of the shopper. */
const WORDS: Readonly<Record<InDoubt['concern'], readonly [MessageId, MessageId]>> = {
  payment: ['kiosk.outcome.unknown', 'kiosk.outcome.dontPay'],
  refund: ['kiosk.outcome.unknownRefund', 'kiosk.outcome.refundKept'],
  reversal: ['kiosk.outcome.reversal', 'kiosk.outcome.nothingToDo'],
};

function Fact({ icon, children }: { icon: IconName; children: string }) {
  return (
    <li>
      <Icon name={icon} />
      {children}
    </li>
  );
}

/**
 * Nobody knows yet: an amber room, a card put away, and nothing to press where Pay stood. `stopped`: the lane is out of service meanwhile,
 * and nobody can say for how long.
 */
export function Unknown({ concern, amount, staffCalled, code, stopped = false }: InDoubt & { stopped?: boolean }) {
  const { say, money } = useLane();
  const [title, advice] = WORDS[concern];
  return (
    <main className="room outcome unknown">
      <Strip />
      <div className="ask">
        <h1 tabIndex={-1}>{say(title)}</h1>
        <p className="dont">{say(advice)}</p>
      </div>
      <div className="scene">
        <Wallet />
      </div>
      <Foot>
        <div className="settle">
          <ul className="facts">
            {concern === 'payment' ? (
              <Fact icon="shopping-bag">{say('kiosk.outcome.safe')}</Fact>
            ) : (
              <Fact icon="credit-card">{say('kiosk.outcome.toCard', { amount: money(amount) })}</Fact>
            )}
            {!stopped && <Fact icon="clock">{say('kiosk.outcome.underAMinute')}</Fact>}
            {staffCalled && <Fact icon="user-check">{say('kiosk.outcome.staffComing')}</Fact>}
          </ul>
          <div className="for-staff">
            <StaffDoor />
            <p className="note">{say('kiosk.code', { code })}</p>
          </div>
        </div>
      </Foot>
    </main>
  );
}
