import type { ReactNode } from 'react';

/** What the drawn terminal shows: the real one beside the lane shows the same. */
export type TerminalFace =
  | { readonly kind: 'amount'; readonly text: string }
  | { readonly kind: 'pin' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'approved' }
  | { readonly kind: 'declined' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'asked' };

/** Drawn size of the terminal, in the units of its scene. */
export const TERMINAL = { width: 92, height: 148 } as const;

const FACE_COLOUR: Readonly<Record<TerminalFace['kind'], string>> = {
  amount: '#1b3ac6',
  pin: '#1b3ac6',
  busy: '#1b3ac6',
  approved: '#008463',
  declined: '#ca0b4a',
  stopped: '#636363',
  silent: '#2b2f36',
  asked: '#1b3ac6',
};

const stroke = (width: number, colour = '#fff') =>
  ({ fill: 'none', stroke: colour, strokeWidth: width, strokeLinecap: 'round', strokeLinejoin: 'round' }) as const;

/** Where a contactless card goes. */
function Waves({ x, y, size = 1 }: { x: number; y: number; size?: number }) {
  return (
    <g transform={`translate(${x} ${y}) scale(${size})`} {...stroke(1.6)}>
      <path d="M0 -1.6a4 4 0 0 1 0 3.2M2.6 -4a8 8 0 0 1 0 8M5.2 -6.4a12 12 0 0 1 0 12.8" />
    </g>
  );
}

function Face({ face }: { face: TerminalFace }): ReactNode {
  switch (face.kind) {
    case 'amount':
      return (
        <>
          <text
            x="43"
            y="34"
            textAnchor="middle"
            fontSize={Math.min(15, 78 / (face.text.length * 0.62))}
            fontWeight="700"
            fill="#fff"
          >
            {face.text}
          </text>
          <Waves x={40} y={45.5} size={0.85} />
        </>
      );
    case 'pin':
      return (
        <g fill="#fff">
          <circle cx="22" cy="34" r="4.2" />
          <circle cx="36" cy="34" r="4.2" />
          <circle cx="50" cy="34" r="3.2" {...stroke(1.8)} />
          <circle cx="64" cy="34" r="3.2" {...stroke(1.8)} />
        </g>
      );
    case 'busy':
      return (
        <g fill="#fff">
          <circle cx="29" cy="34" r="4" />
          <circle cx="43" cy="34" r="4" opacity=".65" />
          <circle cx="57" cy="34" r="4" opacity=".35" />
        </g>
      );
    case 'approved':
      return <path d="m30 34 9 9 17-18" {...stroke(6)} />;
    case 'declined':
      return <path d="m33 24 20 20m0-20L33 44" {...stroke(6)} />;
    case 'stopped':
      return <path d="M30 34h26" {...stroke(6)} />;
    case 'asked':
      return <path d="M36.5 29.5a6.5 6.5 0 1 1 9.200 5.9c-2 .9-2.7 2-2.7 3.600m0 6.5h.1" {...stroke(4.4)} />;
    case 'silent':
      return (
        <g {...stroke(4.4, '#9b9fa6')}>
          <path d="M26 34h.1M43 34h.1M60 34h.1" />
        </g>
      );
  }
}

const COLUMNS = [9.5, 33, 56.5];
const ROWS = [66, 82.5, 99];

function Key({ x, y, top, side, children }: { x: number; y: number; top: string; side: string; children?: ReactNode }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width="20" height="13" rx="4" fill={side} />
      <rect width="20" height="11" rx="4" fill={top} />
      {children}
    </g>
  );
}

/** A card terminal, in the manner of the goods: flat, two tones a part. */
export function Terminal({ face }: { face: TerminalFace }) {
  return (
    <g>
      <rect width="92" height="148" rx="18" fill="var(--device-edge)" />
      <path
        d="M18 0h50a18 18 0 0 1 18 18v112a18 18 0 0 1-18 18H18a18 18 0 0 1-18-18V18A18 18 0 0 1 18 0"
        fill="var(--device)"
      />
      <rect x="7" y="9" width="72" height="50" rx="8" fill="#0a0c0f" />
      <rect x="10" y="12" width="66" height="44" rx="5.5" fill={FACE_COLOUR[face.kind]} />
      <path d="M52 12h18.5a5.5 5.5 0 0 1 5.5 5.5V24L40 56H18z" fill="#fff" opacity=".07" />
      <Face face={face} />
      {ROWS.flatMap((y, row) =>
        COLUMNS.map((x, column) => (
          <Key key={`${x}/${y}`} x={x} y={y} top="#596069" side="#3b4047">
            {row === 1 && column === 1 && <rect x="7.5" y="4.6" width="5" height="1.8" rx=".9" fill="#c9cdd2" />}
          </Key>
        )),
      )}
      <Key x={9.5} y={117} top="#f8312f" side="#ca0b4a">
        <path d="m7.5 3 5 5m0-5-5 5" {...stroke(1.7)} />
      </Key>
      <Key x={33} y={117} top="#fcd53f" side="#f3ad61">
        <path d="m11.5 2.8-3 2.7 3 2.7" {...stroke(1.7, '#15181c')} />
      </Key>
      <Key x={56.5} y={117} top="#00d26a" side="#008463">
        <path d="m7 5.5 2.3 2.3L13.5 3" {...stroke(1.7, '#15181c')} />
      </Key>
      <rect x="20" y="138" width="46" height="3.6" rx="1.8" fill="#0a0c0f" />
    </g>
  );
}
