import type { ReactNode } from 'react';

/** Drawn size of the lane's own panel, in the units of its scene. */
export const KIOSK = { width: 124, height: 222 } as const;

/** This very kiosk, from the front: the panel on its post. `children` are drawn on its screen, 0 0 to 110 180. */
export function Kiosk({ glass, children }: { glass: string; children?: ReactNode }) {
  return (
    <g>
      <rect x="42" y="186" width="40" height="36" fill="var(--post-edge)" />
      <rect x="42" y="186" width="30" height="36" fill="var(--post)" />
      <path d="M8 222v-6a9 9 0 0 1 9-9h90a9 9 0 0 1 9 9v6z" fill="var(--post-edge)" />
      <path d="M8 222v-6a9 9 0 0 1 9-9h80a9 9 0 0 1 9 9v6z" fill="var(--post)" />
      <rect width="124" height="196" rx="13" fill="var(--device-edge)" />
      <rect width="119" height="196" rx="13" fill="var(--device)" />
      <circle cx="59.5" cy="4.2" r="1.3" fill="var(--device-edge)" />
      <svg x="4.5" y="8" width="110" height="180" viewBox="0 0 110 180" aria-hidden="true" focusable="false">
        <rect width="110" height="180" rx="7" fill={glass} />
        {children}
      </svg>
    </g>
  );
}

/** The mark, on a drawn screen. */
export function SmallMark({ x, y, fill }: { x: number; y: number; fill: string }) {
  return (
    <g transform={`translate(${x} ${y})`} fill={fill}>
      <circle cx="4" cy="2.6" r="2.6" />
      <rect y="6.2" width="8" height="1.8" rx=".9" />
    </g>
  );
}
