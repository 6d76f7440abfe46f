import type { ReactNode } from 'react';
import { Bar } from './Bar.tsx';
import { NoticeBand } from './NoticeBand.tsx';

/** What stands at the foot of every screen: the notice, the white sheet that acts, the bar. */
export function Foot({ children }: { children?: ReactNode }) {
  return (
    <div className="foot">
      <div className="sheet">
        <NoticeBand />
        {children}
        <Bar />
      </div>
    </div>
  );
}
