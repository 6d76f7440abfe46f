import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { SmallDisk } from '../disk/small-disk.ts';
import type { Blow, Draw } from './blow.ts';
import type { Launch } from './edge-process.ts';

type Call = keyof typeof LATEST;

/** About how often a visit makes each call, the start included. */
const LATEST = { pwrite64: 260, fsync: 32, fdatasync: 4 } as const;

/** A tracer under which the n-th call of one kind fails, from the process's start on. It leaves the process id alone. */
function failing(call: Call, error: string, nth: string): Launch {
  const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${nth}`];
  return { wrap: ['strace', '-D', '-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', ...inject] };
}

/** Arguments of a tracer that kills at the n-th call. It must stop at every call (no seccomp filter), else its signal is lost. */
function killing(call: Call, nth: number): string[] {
  return ['-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${nth}`];
}

/**
 * Kills at the n-th write or sync: mostly of a visit, with the tracer attached when it begins, and sometimes of the edge's life, its
 * start included.
 */
export const commitPoint: Draw = (_, chance) => {
  // SQLite as the product has it syncs by fsync; fdatasync stands here for the day when it does not.
  const call = chance.weighted([
    [8, 'pwrite64'],
    [8, 'fsync'],
    [1, 'fdatasync'],
  ] as const);
  if (chance.happens(0.15)) {
    const nth = chance.int(1, LATEST[call] / 4);
    const what = `killed at ${call} number ${nth} of its life`;
    return { what, launch: { wrap: ['strace', '-D', '-qq', ...killing(call, nth)] } };
  }
  const nth = chance.int(1, LATEST[call] / 2);
  let tracer: ChildProcess | undefined;
  return {
    what: `killed at ${call} number ${nth} of the visit`,
    async before(_step, index, rig) {
      if (index !== 0) return;
      tracer = spawn('strace', ['-p', String(rig.edge?.pid), ...killing(call, nth)], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      // Its first word is that it is attached.
      await Promise.race([once(tracer.stderr ?? tracer, 'data'), once(tracer, 'exit')]);
    },
    over: () => void tracer?.kill(),
  };
};

/** The disk refuses: full from the n-th write on, or a sync that fails once. */
export const diskError: Draw = (_, chance) => {
  const [call, error] = chance.weighted([
    [4, ['pwrite64', 'ENOSPC'] as const],
    [4, ['fsync', 'EIO'] as const],
    [2, ['pwrite64', 'EIO'] as const],
    [1, ['fdatasync', 'EIO'] as const],
  ]);
  const nth = chance.int(1, LATEST[call] / 2);
  const when = error === 'ENOSPC' ? `${nth}+` : String(nth);
  return {
    what: `${call} failed with ${error} from number ${when}`,
    launch: failing(call, error, when),
    mayFail: true,
    // A full disk stays full for as long as this process lives.
    heals: error === 'EIO',
  };
};

/** A real file system fills up while a shopper is there, and has room again after. */
export function diskFull(disk: SmallDisk): Draw {
  return (steps, chance): Blow => {
    const at = chance.int(0, steps.length - 1);
    const leave = chance.pick([0, 0, 4_096, 65_536, 4_194_304, 25_165_824]);
    return {
      what: `the disk had ${leave} bytes left from step ${at} on`,
      mayFail: true,
      calms: true,
      before(_, index) {
        if (index === at) disk.fill(leave);
      },
      over: () => disk.free(),
    };
  };
}
