import { changedAt, type SettlingRules, type Sightings } from './sightings.ts';

/** `empty`: nothing that is to be added. `unstable`: it does not come to rest. `confirmed`: what lies there has been dealt with. */
export type PadPhase = 'empty' | 'settling' | 'unstable' | 'counted' | 'confirmed';

export interface Settling {
  readonly phase: PadPhase;
  /** Monotonic milliseconds since when it has not been at rest; null while it is. */
  readonly restlessSince: number | null;
}

export const AT_REST: Settling = { phase: 'empty', restlessSince: null };

/** What is on the pad at one moment. */
export interface Laid {
  /** Tags that are to be dealt with. */
  readonly fresh: readonly string[];
  /** More than can be counted with certainty. */
  readonly crowded: boolean;
  /** Whether anything that has been dealt with lies there still. */
  readonly dealtWith: boolean;
}

/** Whether what lies on the pad has come to rest. Pure; asked every now and then, and whenever someone wants to confirm. */
export function settle(
  before: Settling,
  { fresh, crowded, dealtWith }: Laid,
  sightings: Sightings,
  now: number,
  rules: SettlingRules,
): Settling {
  if (fresh.length === 0) return { phase: dealtWith ? 'confirmed' : 'empty', restlessSince: null };
  const tooMany = crowded || now - sightings.turnedAway < rules.windowMs;
  if (!tooMany && now - changedAt(sightings, fresh) >= rules.stableMs) return { phase: 'counted', restlessSince: null };
  const restlessSince = before.restlessSince ?? now;
  const phase = tooMany || now - restlessSince >= rules.unstableMs ? 'unstable' : 'settling';
  return { phase, restlessSince };
}
