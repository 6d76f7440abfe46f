import type { Rule } from './rule.ts';

/** Arrays that every step of every basket uses anew, and where a rule's groups stand in them. */
export interface Room {
  /** By rank, where a rule's groups begin among the groups of all; one more than there are rules. */
  readonly first: Int32Array;
  /** By group, the fewest units that one application takes. */
  readonly needed: Float64Array;
  /** By group, units that are there; all 0 between uses. */
  readonly there: Float64Array;
  /** By rank, all 0 between uses. */
  readonly places: Int32Array;
}

export function roomFor(rules: readonly Rule[]): Room {
  const first = new Int32Array(rules.length + 1);
  for (const { rank, quantities } of rules) first[rank + 1] = first[rank]! + quantities.length;
  const groups = first[rules.length]!;
  const needed = new Float64Array(groups);
  for (const { rank, quantities } of rules) {
    needed.set(
      quantities.map((quantity) => Math.max(1, quantity)),
      first[rank],
    );
  }
  return { first, needed, there: new Float64Array(groups), places: new Int32Array(rules.length) };
}
