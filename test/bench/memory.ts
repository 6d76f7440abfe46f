import { writeFileSync } from 'node:fs';
import { peakMegabytes, postgresMegabytes } from '../simulate/machine.ts';
import { type Row, round } from './row.ts';

/** How often a PostgreSQL is looked at. The others the kernel itself watches. */
const LOOK_MS = 500;
/** Asks the kernel to count a process's peak anew. Source: proc_pid_clear_refs(5). */
const PEAK_ANEW = '5';

/** Who is watched: edge and cloud (`pid`) by the numbers of their processes, a PostgreSQL by the directory of its data. */
export interface Watched {
  readonly edge?: number;
  readonly pid: number;
  readonly postgres: string;
}

/** Watches memory from now on. @returns what ends that, with a row for the most that each has held; none where the system does not tell. */
export function memoryRows(suite: string, { edge, pid: cloud, postgres }: Watched): () => readonly Row[] {
  const processes: Readonly<Record<string, number | undefined>> = { edge, cloud };
  for (const pid of Object.values(processes)) if (pid !== undefined) countAnew(pid);
  let most = 0;
  const look = (): void => {
    most = Math.max(most, postgresMegabytes(postgres) ?? 0);
  };
  look();
  const looking = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(looking);
    look();
    const peaks = Object.entries(processes).map(([name, pid]) => [name, pid === undefined ? null : peakMegabytes(pid)]);
    const told = [...peaks, ['postgres', most === 0 ? null : most]] as [string, number | null][];
    return told.flatMap(([name, megabytes]) => (megabytes === null ? [] : [rowOf(suite, name, megabytes)]));
  };
}

function rowOf(suite: string, name: string, megabytes: number): Row {
  const target = 'told, no limit';
  return { suite, name: `rss-${name}`, unit: 'MB', n: 1, value: round(megabytes), target, reached: true };
}

function countAnew(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, PEAK_ANEW);
  } catch {
    // Not Linux, or not allowed here: the peak is then one since the process began.
  }
}
