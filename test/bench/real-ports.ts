import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Clock, Identifiers } from '../../src/workstation/ports/time.ts';

/** The machine's own clock and randomness: a benchmark measures the real thing. */
export const realClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
export const realIdentifiers: Identifiers = { uuid: () => v7(), randomBytes: (length) => randomBytes(length) };
