import { readdirSync, readFileSync } from 'node:fs';

/** Megabytes at the first look, at the last, and the most of all looks between. */
export interface Memory {
  readonly first: number;
  readonly most: number;
  readonly last: number;
}

/** Few: this process measures meanwhile, and looks at nothing else while it reads. */
const LOOK_MS = 10_000;

/** Looks at the memory of some processes now and every ten seconds. @returns what ends it, with a last look; null for whom the system does not tell. */
export function watchMemory<Name extends string>(
  of: Readonly<Record<Name, () => number | null>>,
): () => Record<Name, Memory | null> {
  const names = Object.keys(of) as Name[];
  const seen = {} as Record<Name, Memory | null>;
  const look = (): void => {
    for (const name of names) {
      const now = of[name]();
      const before = seen[name] ?? null;
      if (now === null) seen[name] = before;
      else seen[name] = { first: before?.first ?? now, most: Math.max(before?.most ?? now, now), last: now };
    }
  };
  look();
  const looking = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(looking);
    look();
    return seen;
  };
}

/** Megabytes that a process holds; null where the system does not tell. */
export function residentMegabytes(pid: number): number | null {
  return kilobytes(`/proc/${pid}/status`, /^VmRSS:\s+(\d+)/m);
}

/** The most megabytes that a process has held, as the kernel counts; null where the system does not tell. */
export function peakMegabytes(pid: number): number | null {
  return kilobytes(`/proc/${pid}/status`, /^VmHWM:\s+(\d+)/m);
}

/**
 * Megabytes of a PostgreSQL and all its backends: what each has for itself, and what they share counted once, as the one has it that has most
 * of it. From counters that the kernel keeps: its exact sums (`smaps_rollup`) take it a walk through all pages, fifteen
 * milliseconds where these take one. Null where the system does not tell.
 */
export function postgresMegabytes(dataDirectory: string): number | null {
  try {
    const files = familyOf(dataDirectory).map((pid) => `/proc/${pid}/status`);
    const each = (pattern: RegExp): number[] => files.map((file) => kilobytes(file, pattern) ?? 0);
    const own = each(/^RssAnon:\s+(\d+)/m).reduce((sum, one) => sum + one, 0);
    return own + Math.max(...each(/^RssFile:\s+(\d+)/m)) + Math.max(...each(/^RssShmem:\s+(\d+)/m));
  } catch {
    return null;
  }
}

/** Clock ticks of `/proc/<pid>/stat` in a second, on every Linux that Node runs on. */
const TICKS = 100;

/** Seconds that a process has computed; null where the system does not tell. */
export function processorSeconds(pid: number | string): number | null {
  try {
    // The name in brackets may hold anything. Behind it the fields go on with the third: proc(5).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return null;
  }
}

/** The same of a PostgreSQL and the backends that it has now. */
export function postgresProcessorSeconds(dataDirectory: string): number | null {
  try {
    return familyOf(dataDirectory).reduce((sum, pid) => sum + (processorSeconds(pid) ?? 0), 0);
  } catch {
    return null;
  }
}

/** The postmaster and its children. @throws what the file system says. */
function familyOf(dataDirectory: string): string[] {
  const postmaster = readFileSync(`${dataDirectory}/postmaster.pid`, 'utf8').split('\n', 1)[0] ?? '';
  return [postmaster, ...childrenOf(postmaster)];
}

function childrenOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter((each) => each !== '');
  } catch {
    // A kernel without that list: everyone is asked.
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOf(name, Number(pid)));
  }
}

function isOf(pid: string, postmaster: number): boolean {
  try {
    return new RegExp(`^PPid:\\s+${postmaster}$`, 'm').test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function kilobytes(file: string, pattern: RegExp): number | null {
  try {
    const found = pattern.exec(readFileSync(file, 'utf8'))?.[1];
    return found === undefined ? null : Number(found) / 1024;
  } catch {
    return null;
  }
}
