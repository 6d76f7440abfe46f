import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { KioskView, ScreenView } from '../../protocol/view.ts';
import type { Send } from '../client/command.ts';
import type { KioskStore } from '../client/store.ts';
import { LaneContext, makeLane } from '../ui/lane.ts';
import { Attract } from './attract/Attract.tsx';
import { Away, useLongAway } from './away/Away.tsx';
import { Basket } from './basket/Basket.tsx';
import { Find } from './find/Find.tsx';
import { Announcer } from './frame/Announcer.tsx';
import { headingOf } from './frame/heading.ts';
import { useRoot } from './frame/use-root.ts';
import { StoreContext } from './frame/view.ts';
import { Outcome } from './outcome/Outcome.tsx';
import { Pad } from './pad/Pad.tsx';
import { Payment } from './payment/Payment.tsx';
import { Review } from './review/Review.tsx';
import { Sheets } from './sheets/Sheets.tsx';
import { SheetContext, type SheetKind } from './sheets/sheet.ts';
import { Staff } from './staff/Staff.tsx';
import { Thanks } from './thanks/Thanks.tsx';
import { Unavailable } from './unavailable/Unavailable.tsx';
import { Weigh } from './weigh/Weigh.tsx';

function Screen({ screen }: { screen: ScreenView }) {
  switch (screen.kind) {
    case 'attract':
      return <Attract {...screen} />;
    case 'basket':
      return <Basket basket={screen.basket} />;
    case 'pad':
      return <Pad {...screen} />;
    case 'find':
      return <Find {...screen} />;
    case 'weigh':
      return <Weigh {...screen} />;
    case 'review':
      return <Review {...screen} />;
    case 'payment':
      return <Payment {...screen} />;
    case 'outcome':
      return <Outcome {...screen} />;
    case 'thanks':
      return <Thanks {...screen} />;
    case 'unavailable':
      return <Unavailable {...screen} />;
  }
}

/** A sheet gives way to whatever the shopper went on to do: another screen, or a scan; and to staff. */
function useSheetState(view: KioskView, first: SheetKind | null) {
  const [sheet, setSheet] = useState(first);
  const kind = view.staff === null ? view.screen.kind : 'staff';
  const lines = view.screen.kind === 'basket' ? view.screen.basket.lines : null;
  const [seen, setSeen] = useState({ kind, lines, help: view.help });
  if (seen.kind !== kind || seen.lines !== lines || seen.help !== view.help) {
    setSeen({ kind, lines, help: view.help });
    const helped = sheet === 'help' && view.help === 'none';
    if (seen.kind !== kind || seen.lines !== lines || helped) setSheet(null);
  }
  return [sheet, setSheet] as const;
}

/** Staff see their own page in place of the shopper's, never over it. */
function Page({ view, away }: { view: KioskView; away: boolean }) {
  if (away) return <Away view={view} />;
  return view.staff === null ? <Screen screen={view.screen} /> : <Staff staff={view.staff} />;
}

function Shown({ view, send, away, first }: { view: KioskView; send: Send; away: boolean; first: SheetKind | null }) {
  const { locale } = view;
  const { currency } = view.store;
  const lane = useMemo(() => makeLane(locale, currency, send), [locale, currency, send]);
  const [sheet, setSheet] = useSheetState(view, first);
  const close = useCallback(() => setSheet(null), [setSheet]);
  useRoot(view);
  const heading = away ? 'away' : headingOf(view);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new kind of screen is what moves the focus to its heading.
  useEffect(() => {
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  }, [heading]);
  return (
    <LaneContext value={lane}>
      <SheetContext value={setSheet}>
        <Page view={view} away={away} />
        {!away && view.staff === null && <Sheets open={sheet} close={close} />}
        <Announcer />
      </SheetContext>
    </LaneContext>
  );
}

/** The kiosk: whatever the edge pushed last. `sheet` is open from the start, for the gallery. */
export function App({ store, send, sheet = null }: { store: KioskStore; send: Send; sheet?: SheetKind | null }) {
  const view = useStore(store, (state) => state.view);
  const away = useLongAway(useStore(store, (state) => state.link) === 'away');
  if (view === null) return away ? <Away view={null} /> : null;
  return (
    <StoreContext value={store}>
      <Shown view={view} send={send} away={away} first={sheet} />
    </StoreContext>
  );
}
