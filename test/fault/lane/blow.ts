import type { Chance } from '../chance.ts';
import type { Launch } from './edge-process.ts';
import type { Rig } from './rig.ts';
import type { Step } from './script.ts';

/** What befalls one life of an edge. It is drawn before the life begins, from chance alone. */
export interface Blow {
  /** As a failure tells it. */
  readonly what: string;
  readonly launch?: Launch;
  /** Called before each step; what it starts must end with the edge or when `over` is called. */
  before?(step: Step, index: number, rig: Rig): void;
  /** Called when the life is over, however it ended. */
  over?(rig: Rig): void | Promise<void>;
  /** How long it may still fall after the visit is over. */
  readonly lingersMs?: number;
  /** A lane that goes out of service, saying which fault it was, is what this is for. */
  readonly mayFail?: boolean;
}

/** Draws the blow for a life that is to play these steps. */
export type Draw = (steps: readonly Step[], chance: Chance) => Blow;

/** Kills after a random step began, a random time later; payments are hit most. */
export const randomInstant: Draw = (steps, chance) => {
  const at = chance.weighted(steps.map((step, index) => [weightOf(step), index] as const));
  const step = steps[at];
  const latest = step?.kind === 'pay' || step?.kind === 'orElse' ? 160 : step?.kind === 'goodbye' ? 60 : 14;
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

function weightOf(step: Step): number {
  if (step.kind === 'pay') return 10;
  return step.kind === 'orElse' || step.kind === 'goodbye' ? 3 : 1;
}

/** Kills after so many bytes of a payment or of a receipt went over the wire, either way. */
export const wirePoint: Draw = (steps, chance) => {
  const [device, direction, most] = chance.weighted([
    [4, ['terminal', 'toDevice', 90] as const],
    [4, ['terminal', 'toEdge', 900] as const],
    [3, ['printer', 'toDevice', 2_600] as const],
    [1, ['printer', 'toEdge', 14] as const],
  ]);
  const bytes = chance.int(1, most);
  const at = steps.findIndex((step) => step.kind === 'pay');
  return {
    what: `killed ${bytes} bytes ${direction} on the ${device}'s wire, from step ${at} on`,
    before(_, index, rig) {
      if (index === at) rig.proxies[device].after(direction, bytes, () => rig.edge?.killNow());
    },
    over: (rig) => rig.proxies[device].disarm(),
  };
};

const WRITES = ['pwrite64', 'fdatasync', 'fsync'] as const;

/** A tracer that does something at the n-th call of one of the calls that put things on disk. It leaves the process id alone. */
export function traced(call: (typeof WRITES)[number], deed: string, nth: string): Launch {
  const trace = ['-e', `trace=${call}`, '-e', `inject=${call}:${deed}:when=${nth}`];
  return { wrap: ['strace', '-D', '-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', ...trace] };
}

/** Kills at the n-th write or sync of the edge's life, its start included. */
export const commitPoint: Draw = (_, chance) => {
  const call = chance.weighted([
    [3, 'pwrite64'],
    [3, 'fdatasync'],
    [1, 'fsync'],
  ] as const);
  const nth = chance.int(1, call === 'pwrite64' ? 320 : call === 'fdatasync' ? 34 : 6);
  return { what: `killed at ${call} number ${nth}`, launch: traced(call, 'signal=KILL', String(nth)) };
};

/** The disk refuses: full from the n-th write on, or a sync that fails once. */
export const diskError: Draw = (_, chance) => {
  const [call, error, latest] = chance.pick([
    ['pwrite64', 'ENOSPC', 320],
    ['fdatasync', 'EIO', 34],
    ['fsync', 'EIO', 6],
    ['pwrite64', 'EIO', 320],
  ] as const);
  const nth = chance.int(3, latest);
  const when = error === 'ENOSPC' ? `${nth}+` : String(nth);
  return { what: `${call} failed with ${error} from number ${when}`, launch: traced(call, `error=${error}`, when), mayFail: true };
};
