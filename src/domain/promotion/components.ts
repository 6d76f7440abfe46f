import type { Candidate, UnitClass } from './solver/problem.ts';

export interface Part {
  /** Ascending, so canonical. */
  readonly classes: readonly number[];
  readonly candidates: readonly Candidate[];
}

/** Cuts a step into parts that share no unit: what one decides is nothing to the others. */
export function componentsOf(classes: readonly UnitClass[], candidates: readonly Candidate[]): Part[] {
  const parent = new Int32Array(classes.length);
  for (let id = 0; id < parent.length; id += 1) parent[id] = id;
  const find = (id: number): number => {
    let at = id;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (const { groups } of candidates) {
    const first = groups[0]![0]!;
    for (const group of groups) {
      for (let n = 0; n < group.length; n += 1) parent[find(group[n]!)] = find(first);
    }
  }
  const parts: { readonly classes: number[]; readonly candidates: Candidate[] }[] = [];
  const partOf = new Int32Array(classes.length).fill(-1);
  for (const candidate of [...candidates].sort((a, b) => a.rule.rank - b.rule.rank)) {
    const root = find(candidate.groups[0]![0]!);
    const at = partOf[root]!;
    if (at >= 0) parts[at]!.candidates.push(candidate);
    else {
      partOf[root] = parts.length;
      parts.push({ classes: [], candidates: [candidate] });
    }
  }
  for (let id = 0; id < parent.length; id += 1) {
    const at = partOf[find(id)]!;
    if (at >= 0) parts[at]!.classes.push(id);
  }
  return parts;
}
