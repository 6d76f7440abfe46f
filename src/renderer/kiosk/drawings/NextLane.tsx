import { Kiosk, SmallMark } from './Kiosk.tsx';

/** This lane asleep, and the next one awake. Stands on the bottom edge of 268 by 222. */
export function NextLane() {
  return (
    <svg
      className="drawing"
      viewBox="0 0 268 222"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <Kiosk glass="#2b2f36">
        <path d="M37 90h36" stroke="#8b9097" strokeWidth="9" strokeLinecap="round" />
      </Kiosk>
      <g transform="translate(144 0)">
        <Kiosk glass="var(--success)">
          <SmallMark x={9} y={11} fill="var(--sheet)" />
          <path
            d="m31 92 17 17 32-34"
            fill="none"
            stroke="var(--sheet)"
            strokeWidth="10"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </Kiosk>
      </g>
    </svg>
  );
}
