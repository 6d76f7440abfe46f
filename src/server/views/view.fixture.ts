import { SETTINGS } from '../../../test/fixtures/lane.ts';
import type { ViewContext } from './kiosk-view.ts';

/** All that a view is made of besides the lane's state, on a lane without a cloud and with nobody at its desk. */
export function contextOf(more: Partial<ViewContext> = {}): ViewContext {
  return {
    settings: SETTINGS,
    panel: { diagonalInches: 21.5, terminalSide: 'right' },
    photoOf: () => ({}),
    sync: { state: 'off', backlog: 0, oldestUnsentAt: null, lastAckAt: null, acknowledged: null, problem: null },
    keyboardScanner: false,
    appearance: { text: 1, theme: 'light', contrast: 'normal', lowReach: false },
    version: 1,
    screenSince: 1,
    desk: null,
    now: 0,
    ...more,
  };
}
