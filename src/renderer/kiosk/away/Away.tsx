import { useEffect, useState } from 'react';
import { message } from '../../../messages/index.ts';
import type { KioskView } from '../../../protocol/view.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Picture } from '../../ui/Picture.tsx';
import './away.css';

/** A restart of the edge is over before anybody has read a sentence about it. */
const PATIENCE_MS = 700;

/** True when `away` has lasted long enough to be worth a word. */
export function useLongAway(away: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!away) {
      setLong(false);
      return;
    }
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [away]);
  return away && long;
}

/** The edge is away: nothing can be scanned or pressed, and nothing is lost. Needs no view, for there may be none yet. */
export function Away({ view }: { view: KioskView | null }) {
  const locale = view?.locale ?? 'en';
  const kind = view?.screen.kind;
  const shopping = kind === 'basket' || kind === 'review';
  const paying = kind === 'payment' || kind === 'outcome';
  return (
    <main className={paying ? 'room away paying' : 'room away'}>
      <header className="strip">
        <span className="logo">
          <span className="mark" />
          <span className="wordmark">{message(locale, 'kiosk.brand')}</span>
        </span>
        {view !== null && <span className="word lane">{view.lane.label}</span>}
      </header>
      <div className="ask">
        <h1 tabIndex={-1}>{message(locale, 'kiosk.away.title')}</h1>
        <p>{message(locale, paying ? 'kiosk.outcome.dontPay' : 'kiosk.away.detail')}</p>
        {(shopping || paying) && (
          <p className="fact">
            <Icon name="shield-check" />
            {message(locale, 'kiosk.outcome.safe')}
          </p>
        )}
      </div>
      <div className="scene" aria-hidden="true">
        <Picture name="basket" />
      </div>
    </main>
  );
}
