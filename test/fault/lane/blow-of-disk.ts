import type { SmallDisk } from '../disk/small-disk.ts';
import type { Blow, Draw } from './blow.ts';
import type { Launch } from './edge-process.ts';

/** About how often a visit makes each call, the start included. */
const LATEST = { pwrite64: 260, fsync: 32, fdatasync: 4 } as const;

/** A tracer that does something at the n-th call of one of the calls that put things on disk. It leaves the process id alone. */
export function traced(call: keyof typeof LATEST, deed: string, nth: string): Launch {
  const trace = ['-e', `trace=${call}`, '-e', `inject=${call}:${deed}:when=${nth}`];
  return { wrap: ['strace', '-D', '-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', ...trace] };
}

/** Kills at the n-th write or sync of the edge's life, its start included. */
export const commitPoint: Draw = (_, chance) => {
  // SQLite as the product has it syncs by fsync; fdatasync stands here for the day when it does not.
  const call = chance.weighted([
    [8, 'pwrite64'],
    [8, 'fsync'],
    [1, 'fdatasync'],
  ] as const);
  const nth = chance.int(1, LATEST[call]);
  return { what: `killed at ${call} number ${nth}`, launch: traced(call, 'signal=KILL', String(nth)) };
};

/** The disk refuses: full from the n-th write on, or a sync that fails once. */
export const diskError: Draw = (_, chance) => {
  const [call, error] = chance.weighted([
    [4, ['pwrite64', 'ENOSPC'] as const],
    [4, ['fsync', 'EIO'] as const],
    [2, ['pwrite64', 'EIO'] as const],
    [1, ['fdatasync', 'EIO'] as const],
  ]);
  const nth = chance.int(1, LATEST[call]);
  const when = error === 'ENOSPC' ? `${nth}+` : String(nth);
  return {
    what: `${call} failed with ${error} from number ${when}`,
    launch: traced(call, `error=${error}`, when),
    mayFail: true,
  };
};

/** A real file system fills up while a shopper is there, and has room again after. */
export function diskFull(disk: SmallDisk): Draw {
  return (steps, chance): Blow => {
    const at = chance.int(0, steps.length - 1);
    const leave = chance.pick([0, 0, 4_096, 16_384, 65_536]);
    return {
      what: `the disk had ${leave} bytes left from step ${at} on`,
      mayFail: true,
      before(_, index) {
        if (index === at) disk.fill(leave);
      },
      over: () => disk.free(),
    };
  };
}
