import { useState } from 'react';
import { useStore } from 'zustand';
import type { WeighScreen } from '../../../protocol/view.ts';
import { pictureFor, pictureStore } from '../../ui/pictures.ts';

type Why = Extract<WeighScreen['weight'], { kind: 'none' }>['why'];

/** Where the goods are: on the plate, on their way down to it, or up from it; away while nobody can weigh them. */
const PLACE: Readonly<Record<Why | 'stable', 'on' | 'down' | 'up' | 'away'>> = {
  stable: 'on',
  moving: 'on',
  above: 'on',
  tare: 'on',
  empty: 'down',
  clear: 'up',
  below: 'up',
  zero: 'up',
  offline: 'away',
};

/** The goods and the scale's plate. Stands on the bottom edge of 240 by 150. */
export function ScaleScene({
  state,
  picture,
  photo,
}: {
  readonly state: Why | 'stable';
  readonly picture: string | null;
  readonly photo?: string | undefined;
}) {
  const [lost, setLost] = useState<string | null>(null);
  const drawn = useStore(pictureStore, ({ names }) => pictureFor(names, picture));
  const place = PLACE[state];
  const lifted = place === 'down' || place === 'up';
  const isPhoto = photo !== undefined && photo !== lost;
  return (
    <svg
      className={`drawing ${place}`}
      viewBox="0 0 240 150"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M34 150v-8a8 8 0 0 1 8-8h156a8 8 0 0 1 8 8v8z" fill="var(--device)" />
      <path d="M92 134v-9h56v9z" fill="var(--device-edge)" />
      <rect x="28" y="116" width="184" height="9" rx="4.5" fill="var(--post)" />
      <rect x="28" y="121" width="184" height="4" rx="2" fill="var(--post-edge)" />
      <ellipse cx="120" cy="116.5" rx="40" ry="2" fill="#15181c" opacity={place === 'on' ? 0.18 : 0} />
      {(isPhoto || drawn !== null) && place !== 'away' && (
        <svg
          x="76"
          y={lifted ? 12 : 33}
          width="88"
          height="88"
          viewBox="0 0 28 28"
          className="weighed"
          aria-hidden="true"
        >
          {isPhoto ? (
            <image className="photo" href={photo} width="28" height="28" onError={() => setLost(photo)} />
          ) : (
            <use href={`#pic-${drawn}`} width="28" height="28" />
          )}
        </svg>
      )}
      {lifted && (
        <path
          d={place === 'down' ? 'M182 62v30m-12-12 12 12 12-12' : 'M182 92V62m-12 12 12-12 12 12'}
          fill="none"
          stroke="var(--ink-2)"
          strokeWidth="5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
    </svg>
  );
}
