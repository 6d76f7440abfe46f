import type { Send } from '../../client/command.ts';
import type { KioskStore } from '../../client/store.ts';

/** What becomes of what a scanner typed: a scan, where the lane is configured to have such a scanner, and else nothing. */
export function typedScans(store: KioskStore, send: Send): (data: string) => void {
  return (data) => {
    if (store.getState().view?.keyboardScanner === true) void send({ kind: 'keyboardScan', data });
  };
}
