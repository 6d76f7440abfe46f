import { readdirSync, readFileSync } from 'node:fs';

/** Megabytes that a process holds; null where the system does not tell. */
export function residentMegabytes(pid: number): number | null {
  return kilobytes(`/proc/${pid}/status`, /^VmRSS:\s+(\d+)/m);
}

/** Megabytes of a PostgreSQL and all its backends, what they share counted once; null where the system does not tell. */
export function postgresMegabytes(dataDirectory: string): number | null {
  try {
    const postmaster = Number(readFileSync(`${dataDirectory}/postmaster.pid`, 'utf8').split('\n', 1)[0]);
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOf(name, postmaster));
    const shares = pids.map((pid) => kilobytes(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+)/m) ?? 0);
    return shares.reduce((sum, each) => sum + each, 0);
  } catch {
    return null;
  }
}

function isOf(pid: string, postmaster: number): boolean {
  if (Number(pid) === postmaster) return true;
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
