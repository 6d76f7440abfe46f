import type { ReactNode } from 'react';
import { useLane } from '../../ui/lane.ts';
import { NextLane } from '../drawings/NextLane.tsx';
import { Foot } from './Foot.tsx';
import { StaffDoor } from './StaffDoor.tsx';
import { Strip } from './Strip.tsx';
import '../attract/attract.css';

/** This lane takes nobody: why, where to go, and a short code for whoever mends it. `children` are the sentences below the title. */
export function ClosedRoom({ title, code, children }: { title: string; code: string | null; children: ReactNode }) {
  const { say } = useLane();
  return (
    <main className="room closed">
      <Strip />
      <div className="ask">
        <h1 tabIndex={-1}>{title}</h1>
        {children}
      </div>
      <div className="scene">
        <NextLane />
      </div>
      <Foot>
        <div className="settle">
          <p className="note">{code !== null && say('kiosk.code', { code })}</p>
          <StaffDoor />
        </div>
      </Foot>
    </main>
  );
}
