import type { Candidate, UnitClass } from './solver/problem.ts';

export interface Part {
  /** Ascending, so canonical. */
  readonly classes: readonly number[];
  readonly candidates: readonly Candidate[];
}

/** Cuts a step into parts that share no unit: what one decides is nothing to the others. */
export function componentsOf(classes: readonly UnitClass[], candidates: readonly Candidate[]): Part[] {
  const parent = Int32Array.from(classes, (_, id) => id);
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
    for (const group of groups) for (const id of group) parent[find(id)] = find(first);
  }
  const parts = new Map<number, { classes: number[]; candidates: Candidate[] }>();
  for (const candidate of [...candidates].sort((a, b) => a.rule.rank - b.rule.rank)) {
    const root = find(candidate.groups[0]![0]!);
    const part = parts.get(root);
    if (part === undefined) parts.set(root, { classes: [], candidates: [candidate] });
    else part.candidates.push(candidate);
  }
  classes.forEach((_, id) => {
    parts.get(find(id))?.classes.push(id);
  });
  return [...parts.values()];
}
