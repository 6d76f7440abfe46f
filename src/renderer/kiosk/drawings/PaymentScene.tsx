import { KIOSK, Kiosk, SmallMark } from './Kiosk.tsx';
import { TERMINAL, Terminal, type TerminalFace } from './Terminal.tsx';

/** Where the shopper's card is: held over the terminal, in its slot, taken out, or nowhere. */
export type CardPose = 'tap' | 'inserted' | 'taken' | 'none';

const CARD = '#pic-credit-card';

function Card({ pose }: { pose: CardPose }) {
  switch (pose) {
    case 'tap':
      return <use href={CARD} x="10" y="-75" width="84" height="84" transform="rotate(-9 52 -33)" />;
    case 'taken':
      return <use href={CARD} x="1" y="152" width="84" height="84" transform="rotate(86 43 194)" />;
    default:
      return null;
  }
}

/** Half of the card shows under the terminal: the rest is in its slot, and is drawn before the terminal covers it. */
function InsertedCard({ pose }: { pose: CardPose }) {
  return pose === 'inserted' ? (
    <use href={CARD} x="1" y="88" width="84" height="84" transform="rotate(90 43 130)" />
  ) : null;
}

const WIDTH = 244;
const GAP = WIDTH - KIOSK.width - TERMINAL.width;
const TERMINAL_TOP = 42;
/** Room above the panel, for a card held over the terminal. */
const AIR = 16;

function Screen({ amount, right }: { amount: string; right: boolean }) {
  return (
    <>
      <SmallMark x={9} y={11} fill="var(--accent-ink)" />
      <rect x="9" y="29" width="58" height="5" rx="2.5" fill="var(--ink)" />
      <text x="9" y="57" fontSize={Math.min(20, 92 / (amount.length * 0.6))} fontWeight="700" fill="var(--ink)">
        {amount}
      </text>
      <g transform={right ? undefined : 'translate(110 0) scale(-1 1)'}>
        <path d="M110 68H75a9.5 9.5 0 0 0 0 19h35z" fill="var(--accent)" />
        <path
          d="M82 77.5h18m-6-6 6 6-6 6"
          fill="none"
          stroke="var(--on-accent)"
          strokeWidth="3"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </g>
      <path d="M0 146h110v27a7 7 0 0 1-7 7H7a7 7 0 0 1-7-7z" fill="var(--sheet)" />
      <rect x="9" y="153" width="92" height="11" rx="3" fill="var(--tone)" />
      <g fill="var(--post)">
        <circle cx="28" cy="172" r="2" />
        <circle cx="55" cy="172" r="2" />
        <circle cx="82" cy="172" r="2" />
      </g>
      <g transform={right ? 'translate(26 96)' : 'translate(84 96) scale(-1 1)'} fill="var(--post)">
        <rect width="26" height="40" rx="3.5" />
        <rect x="9" y="40" width="8" height="10" />
        <rect x="26" y="27" width="7" height="3" />
        <rect x="33" y="17" width="19" height="27" rx="3.5" />
        <rect x="2.5" y="3" width="21" height="34" rx="1.5" fill="var(--ground)" />
        <rect x="35.5" y="20" width="14" height="9" rx="1.5" fill="var(--ground)" />
      </g>
    </>
  );
}

/** The lane as the shopper sees it: the screen, and the terminal on the side it is mounted to. Stands on the bottom edge. */
export function PaymentScene(props: {
  readonly amount: string;
  readonly side: 'left' | 'right';
  readonly face: TerminalFace;
  readonly card: CardPose;
}) {
  const right = props.side === 'right';
  const kioskX = right ? 0 : WIDTH - KIOSK.width;
  const terminalX = right ? KIOSK.width + GAP : 0;
  const armX = right ? KIOSK.width - 4 : TERMINAL.width - 6;
  return (
    <svg
      className="drawing"
      viewBox={`0 ${-AIR} ${WIDTH} ${KIOSK.height + AIR}`}
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <rect x={armX} y="122" width={GAP + 10} height="14" fill="var(--post-edge)" />
      <rect x={armX} y="122" width={GAP + 10} height="9" fill="var(--post)" />
      <g transform={`translate(${kioskX} 0)`}>
        <Kiosk glass="var(--ground)">
          <Screen amount={props.amount} right={right} />
        </Kiosk>
      </g>
      <g transform={`translate(${terminalX} ${TERMINAL_TOP})`}>
        <InsertedCard pose={props.card} />
        <Terminal face={props.face} />
        <Card pose={props.card} />
      </g>
    </svg>
  );
}
