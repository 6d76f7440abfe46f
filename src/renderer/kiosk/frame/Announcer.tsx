import { use, useEffect, useRef, useState } from 'react';
import { useLane } from '../../ui/lane.ts';
import { announcement } from './announce.ts';
import { StoreContext } from './view.ts';

/** Says aloud, to whoever listens, what changed on screen. It follows the store by itself and draws nothing that is seen. */
export function Announcer() {
  const lane = useLane();
  const store = use(StoreContext);
  const seen = useRef(store?.getState().view ?? null);
  const [words, setWords] = useState('');
  useEffect(
    () =>
      store?.subscribe(({ view }) => {
        if (view === null || view === seen.current) return;
        const next = announcement(seen.current, view, lane);
        seen.current = view;
        if (next !== null) setWords(next);
      }),
    [store, lane],
  );
  return (
    <p className="off-screen" aria-live="polite">
      {words}
    </p>
  );
}
