import { memo } from 'react';
import type { Minor } from '../../../domain/money/money.ts';
import type { OutcomeScreen } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { type Lane, useLane } from '../../ui/lane.ts';
import type { TerminalFace } from '../drawings/Terminal.tsx';
import { TerminalCloseUp } from '../drawings/TerminalCloseUp.tsx';
import { Foot } from '../frame/Foot.tsx';
import { HOLD_ID } from '../frame/Hold.tsx';
import { StaffDoor } from '../frame/StaffDoor.tsx';
import { Strip } from '../frame/Strip.tsx';
import { useSheet } from '../sheets/sheet.ts';
import { Unknown } from './Unknown.tsx';
import './outcome.css';

type Settled = Exclude<OutcomeScreen['outcome'], { readonly kind: 'unknown' }>;

interface Account {
  readonly title: string;
  readonly detail: string;
  readonly fact: string;
  readonly face: TerminalFace;
  readonly card: boolean;
  readonly retry: Minor;
}

/** What happened, in words and in the drawing. */
function account(outcome: Settled, { say, phrase, money }: Pick<Lane, 'say' | 'phrase' | 'money'>): Account {
  const before = 'paid' in outcome && outcome.kind !== 'partial' ? outcome.paid : 0;
  const nothingTaken =
    before > 0 ? say('kiosk.outcome.partialPaid', { amount: money(before) }) : say('kiosk.outcome.nothingTaken');
  const kept = say('kiosk.outcome.basketKept');
  switch (outcome.kind) {
    case 'declined':
      return {
        // What a recovery found never to have happened was declined by nobody.
        title: say(outcome.reason.id === 'declined.notTaken' ? 'kiosk.outcome.notMade' : 'kiosk.outcome.declined'),
        detail: phrase(outcome.reason),
        fact: nothingTaken,
        face: { kind: 'declined' },
        card: true,
        retry: outcome.amount,
      };
    case 'cancelled':
      return {
        title: say('kiosk.outcome.cancelled'),
        detail: nothingTaken,
        fact: kept,
        face: { kind: 'stopped' },
        card: true,
        retry: outcome.amount,
      };
    case 'unreachable':
      return {
        title: say('kiosk.outcome.unreachable'),
        detail: nothingTaken,
        fact: kept,
        face: { kind: 'silent' },
        card: false,
        retry: outcome.amount,
      };
    case 'refundFailed':
      return {
        title: say('kiosk.outcome.refundFailed'),
        detail: phrase(outcome.reason),
        fact:
          outcome.back > 0
            ? say('kiosk.outcome.partSent', { amount: money(outcome.back) })
            : say('kiosk.outcome.nothingSent'),
        face: { kind: 'stopped' },
        card: true,
        retry: outcome.amount,
      };
    case 'partial':
      return {
        title: say('kiosk.outcome.partial', { amount: money(outcome.remaining) }),
        detail: say('kiosk.outcome.partialPaid', { amount: money(outcome.paid) }),
        fact: say('kiosk.outcome.anotherCard'),
        face: { kind: 'amount', text: money(outcome.remaining) },
        card: true,
        retry: outcome.remaining,
      };
  }
}

/** Screen 11. What became of the payment, and the one thing to do next. */
export const Outcome = memo(function Outcome({ outcome, hold }: OutcomeScreen) {
  const lane = useLane();
  const open = useSheet();
  const { say, money, send } = lane;
  if (outcome.kind === 'unknown') return <Unknown {...outcome} />;
  const { title, detail, fact, face, card, retry } = account(outcome, lane);
  const askForHelp = () => {
    void send({ kind: 'callHelp' });
    open('help');
  };
  return (
    <main className={`room outcome ${outcome.kind}`}>
      <Strip />
      <div className="ask">
        <h1 tabIndex={-1}>
          {(outcome.kind === 'declined' || outcome.kind === 'refundFailed') && <Icon name="circle-x" />}
          {title}
        </h1>
        <p className="detail">{detail}</p>
        {hold === null ? (
          <p className="fact">
            <Icon name={outcome.kind === 'partial' ? 'credit-card' : 'shield-check'} />
            {fact}
          </p>
        ) : (
          <p className="fact held" id={HOLD_ID}>
            <Icon name="user-check" />
            {lane.phrase(hold)}
          </p>
        )}
      </div>
      <div className="scene">
        <TerminalCloseUp face={face} card={card} />
      </div>
      <Foot>
        <div className="act">
          <Button
            kind="main"
            off={hold !== null}
            reason={hold === null ? undefined : HOLD_ID}
            onPress={() => void send({ kind: 'pay' })}
          >
            {outcome.kind === 'partial'
              ? say('kiosk.pay', { amount: money(retry) })
              : say('kiosk.outcome.retry', { amount: money(retry) })}
          </Button>
          <div className="two">
            {outcome.kind !== 'partial' && outcome.kind !== 'refundFailed' && (
              <Button icon="arrow-left" turns onPress={() => void send({ kind: 'toBasket' })}>
                {say('paid' in outcome && outcome.paid > 0 ? 'kiosk.outcome.rest' : 'kiosk.outcome.back')}
              </Button>
            )}
            {hold === null && (
              <Button icon="circle-question-mark" onPress={askForHelp}>
                {say('kiosk.outcome.help')}
              </Button>
            )}
            {(outcome.kind === 'refundFailed' || hold !== null) && <StaffDoor />}
          </div>
        </div>
      </Foot>
    </main>
  );
});
