import { useState } from 'react';
import { message } from '../../../messages/index.ts';
import type { StaffSignInView } from '../../../protocol/staff-view.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useLane } from '../../ui/lane.ts';
import { Badge } from '../drawings/Badge.tsx';
import { useCountdown } from '../frame/use-countdown.ts';
import { useReceivedAt } from '../frame/view.ts';
import { Leave } from './Leave.tsx';
import { digits } from './pad/entry.ts';
import { NumberEntry } from './pad/NumberEntry.tsx';
import { StaffPage } from './StaffPage.tsx';

const NUMBER = digits(8);
const PIN = digits(8);
const SHORTEST_PIN = 4;

/** Nothing can be keyed in: why, and until when. */
function Halted({ title, text, icon }: { title: string; text: string | null; icon: 'clock' | 'lock' | 'hourglass' }) {
  return (
    <StaffPage title={title} note={text !== null && <p className="how">{text}</p>} className="halted" foot={<Leave />}>
      <Icon name={icon} />
    </StaffPage>
  );
}

function Wait({ waitsFor }: { waitsFor: number }) {
  const { say } = useLane();
  const seconds = useCountdown(useReceivedAt() + waitsFor);
  return <Halted title={say('staff.wait')} text={say('staff.waitFor', { seconds })} icon="clock" />;
}

function Fault({ code }: { code: string | null }) {
  const { say, locale } = useLane();
  const id = `fault.${code}`;
  const cause = message(locale, id);
  const text =
    code === null ? null : cause === id ? say('kiosk.code', { code }) : `${cause} ${say('kiosk.code', { code })}`;
  return <Halted title={say('staff.fault')} text={text} icon="lock" />;
}

/**
 * Screen 17, before anybody is known: the number, then the PIN, one question each. They leave in one command, and the page forgets
 * the PIN in that moment; which of the two was wrong nobody says.
 */
export function SignIn({ staff }: { staff: StaffSignInView }) {
  const { say, send } = useLane();
  const [operatorId, setOperatorId] = useState<string | null>(null);
  /** The view under which number and PIN were sent: until the edge says more, there is nothing to key in. */
  const [sentUnder, setSentUnder] = useState<StaffSignInView | null>(null);
  const signIn = async (pin: string) => {
    if (operatorId === null) return;
    setSentUnder(staff);
    setOperatorId(null);
    const answer = await send({ kind: 'staffSignIn', operatorId, pin });
    if (answer.kind !== 'accepted') setSentUnder(null);
  };

  if (staff.state === 'fault') return <Fault code={staff.code} />;
  if (staff.state === 'wait') return <Wait waitsFor={staff.waitsFor} />;
  if (staff.state === 'checking' || sentUnder === staff)
    return <Halted title={say('staff.checking')} text={null} icon="hourglass" />;
  if (operatorId === null) {
    return (
      <NumberEntry
        key="number"
        title={say('staff.number')}
        note={
          staff.state === 'wrong' && (
            <p className="wrong" role="alert">
              <Icon name="circle-x" />
              {say('staff.wrong')}
            </p>
          )
        }
        rule={NUMBER}
        complete={(text) => text.length > 0}
        go={say('staff.next')}
        onDone={setOperatorId}
        ways={<Leave />}
      >
        <Badge />
      </NumberEntry>
    );
  }
  return (
    <NumberEntry
      key="pin"
      secret
      title={say('staff.pin')}
      rule={PIN}
      complete={(text) => text.length >= SHORTEST_PIN}
      go={say('staff.signIn')}
      onDone={(pin) => void signIn(pin)}
      ways={
        <Button icon="arrow-left" turns onPress={() => setOperatorId(null)}>
          {say('staff.back')}
        </Button>
      }
    >
      <Badge />
    </NumberEntry>
  );
}
