import type { Timers } from '../../workstation/ports/time.ts';

/** Timers that really run, for the tests of this room that open real sockets. */
export const realTimers: Timers = {
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
