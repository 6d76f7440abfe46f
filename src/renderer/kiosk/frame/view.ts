import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { KioskView } from '../../../protocol/view.ts';
import type { KioskStore } from '../../client/store.ts';

export const StoreContext = createContext<KioskStore | null>(null);

/** A part of the view on screen; the component draws again only when that part changes. Only under a view. */
export function useView<T>(part: (view: KioskView) => T): T {
  const store = use(StoreContext);
  if (store === null) throw new Error('no store around this component');
  return useStore(store, ({ view }) => {
    if (view === null) throw new Error('no view yet');
    return part(view);
  });
}

/** When the view on screen came, in the page's monotonic milliseconds. */
export function useReceivedAt(): number {
  const store = use(StoreContext);
  if (store === null) throw new Error('no store around this component');
  return useStore(store, ({ receivedAt }) => receivedAt);
}
