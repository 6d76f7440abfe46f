import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Clock, Identifiers, Timers } from '../../workstation/ports/time.ts';

/** The longest wait that setTimeout takes; a longer one would run at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The clocks of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** The timers of this process. */
export const systemTimers: Timers = {
  after(milliseconds, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, milliseconds), LONGEST_TIMEOUT));
    return () => clearTimeout(timer);
  },
};

/** Names and secrets from the kernel's generator. */
export const systemIdentifiers: Identifiers = {
  uuid: () => v7(),
  randomBytes: (length) => new Uint8Array(randomBytes(length)),
};
