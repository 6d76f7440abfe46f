import type { SolvedCache } from './best.ts';
import type { Solved } from './solver/solve.ts';

interface Entry {
  readonly hash: number;
  readonly key: readonly number[];
  readonly solved: Solved;
}

/** Components solved before, by their content: at most so many, the oldest forgotten first. */
export function solvedCache(most: number): SolvedCache {
  const known = new Map<number, Entry[]>();
  // A ring: where the next one goes, the oldest stands.
  const ring: Entry[] = [];
  let next = 0;

  return {
    get(key) {
      const bucket = known.get(hashOf(key));
      if (bucket === undefined) return undefined;
      for (const entry of bucket) if (equal(entry.key, key)) return entry.solved;
      return undefined;
    },
    put(key, solved) {
      const entry = { hash: hashOf(key), key, solved };
      const oldest = ring[next];
      if (oldest !== undefined) forget(oldest);
      ring[next] = entry;
      next = (next + 1) % most;
      const bucket = known.get(entry.hash);
      if (bucket === undefined) known.set(entry.hash, [entry]);
      else bucket.push(entry);
    },
  };

  function forget(entry: Entry): void {
    const bucket = known.get(entry.hash);
    if (bucket === undefined) return;
    if (bucket.length === 1) known.delete(entry.hash);
    else bucket.splice(bucket.indexOf(entry), 1);
  }
}

/** Numbers may be beyond 32 bits (prices); what is above them counts too. */
function hashOf(key: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < key.length; n += 1) {
    const each = key[n]!;
    hash = Math.imul(hash ^ each ^ Math.floor(each / 2 ** 32), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let n = 0; n < a.length; n += 1) if (a[n] !== b[n]) return false;
  return true;
}
