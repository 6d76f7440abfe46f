import type { Chance } from '../chance.ts';
import type { Launch } from './edge-process.ts';
import type { Rig } from './rig.ts';
import type { Step } from './script.ts';

/** What befalls one life of an edge. It is drawn before the life begins, from chance alone. */
export interface Blow {
  /** As a failure tells it. */
  readonly what: string;
  readonly launch?: Launch;
  /** Called as soon as the process is there. */
  starting?(rig: Rig): void;
  /** Called before each step; what it starts must end with the edge or when `over` is called. */
  before?(step: Step, index: number, rig: Rig): void | Promise<void>;
  /** Called when the life is over, however it ended. */
  over?(rig: Rig): void | Promise<void>;
  /** How long it may still fall after the visit is over. */
  readonly lingersMs?: number;
  /** A lane that goes out of service, saying which fault it was, is what this is for. */
  readonly mayFail?: boolean;
  /** What it does to the lane passes, and the lane has to come back by itself and go on. */
  readonly heals?: boolean;
  /** What is done to the lane's files when the life is over and its books have been looked at. The next life finds it. */
  damage?(rig: Rig): void;
  /** Nothing is killed: it calms down at the end of the visit, and the lane has to come back by itself. */
  readonly calms?: boolean;
}

/** Draws the blow for a life that is to play these steps. */
export type Draw = (steps: readonly Step[], chance: Chance) => Blow;

/** Milliseconds into a step at which a kill still finds something; a person who signs in takes their time. */
const LATEST: Readonly<Partial<Record<Step['kind'], number>>> = {
  pay: 160,
  weigh: 600,
  orElse: 160,
  goodbye: 60,
  refund: 450,
  staff: 450,
  suspend: 320,
  takeUp: 320,
};
const WEIGHTS: Readonly<Partial<Record<Step['kind'], number>>> = {
  pay: 10,
  weigh: 5,
  refund: 12,
  orElse: 3,
  staff: 3,
  goodbye: 3,
  suspend: 3,
  takeUp: 3,
};

/** Kills after a random step began, a random time later; payments are hit most. */
export const randomInstant: Draw = (steps, chance) => {
  if (chance.happens(0.07)) return duringStart(chance.int(20, 600));
  const at = chance.weighted(steps.map((step, index) => [weightOf(step), index] as const));
  const step = steps[at];
  const latest = LATEST[step?.kind ?? 'touch'] ?? 14;
  // Short waits are as likely as long ones: most that matters happens at once.
  const milliseconds = Math.round(latest * chance.next() ** 1.5 * 10) / 10;
  let timer: NodeJS.Timeout | undefined;
  return {
    what: `killed ${milliseconds} ms into step ${at} (${step?.kind})`,
    before(_, index, rig) {
      if (index === at) timer = setTimeout(() => rig.edge?.killNow(), milliseconds);
    },
    over: () => clearTimeout(timer),
    lingersMs: latest,
  };
};

function duringStart(milliseconds: number): Blow {
  let timer: NodeJS.Timeout | undefined;
  return {
    what: `killed ${milliseconds} ms after its start`,
    starting(rig) {
      timer = setTimeout(() => rig.edge?.killNow(), milliseconds);
    },
    over: () => clearTimeout(timer),
    lingersMs: milliseconds,
  };
}

function weightOf(step: Step): number {
  return WEIGHTS[step.kind] ?? 1;
}

/**
 * Kills after so many bytes of a payment or of a receipt went over the wire, either way: at most as many as a plain payment and a
 * short receipt have. A visit without a payment is hit at a random instant.
 */
export const wirePoint: Draw = (steps, chance) => {
  const at = steps.findIndex((step) => step.kind === 'pay' || step.kind === 'refund');
  if (at < 0) return randomInstant(steps, chance);
  const [device, direction, most] = chance.weighted([
    [4, ['terminal', 'toDevice', 90] as const],
    [4, ['terminal', 'toEdge', 550] as const],
    [3, ['printer', 'toDevice', 1_250] as const],
    [1, ['printer', 'toEdge', 9] as const],
  ]);
  const bytes = chance.int(1, most);
  return {
    what: `killed ${bytes} bytes ${direction} on the ${device}'s wire, from step ${at} on`,
    before(_, index, rig) {
      if (index === at) rig.proxies[device].after(direction, bytes, () => rig.edge?.killNow());
    },
    over: (rig) => rig.proxies[device].disarm(),
    // The receipt may still be on its way.
    lingersMs: 300,
  };
};
