import { createStore, type StoreApi } from 'zustand/vanilla';
import type { KioskView } from '../../protocol/view.ts';
import { keepEqual } from './keep-equal.ts';

/** Whether the edge is there: `away` from the start until its first push, and whenever it stops answering. */
export type Link = 'away' | 'up';

/** All that the kiosk knows: the view pushed last, when it came, and whether the edge is there. */
export interface KioskState {
  readonly view: KioskView | null;
  /** Milliseconds on the page's monotonic clock. */
  readonly receivedAt: number;
  readonly link: Link;
}

export type KioskStore = StoreApi<KioskState>;

/** A store that has seen nothing yet. */
export function createKioskStore(): KioskStore {
  return createStore<KioskState>(() => ({ view: null, receivedAt: 0, link: 'away' }));
}

/** Takes a pushed view in; parts that did not change keep their identity. `now` is monotonic milliseconds. */
export function receive(store: KioskStore, view: KioskView, now: number): void {
  store.setState({ view: keepEqual(store.getState().view, view), receivedAt: now, link: 'up' });
}

/** The edge is out of reach. The view stays, for the edge comes back with the same basket. */
export function lose(store: KioskStore): void {
  store.setState({ link: 'away' });
}
