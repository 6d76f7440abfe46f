/** So many at most; their conflicts are bits of a number. */
const MOST = 24;
const MOST_STEPS = 4000;

/**
 * Of things that each take all of their units or none, those that together are worth most and share no unit. Null where that
 * leaves a choice between equals, or where there are too many to look at.
 * @param groups the units (or classes of them) that each takes. @param values what each is worth, more than nothing.
 */
export function packing(groups: readonly (readonly number[])[], values: readonly number[]): number[] | null {
  if (groups.length > MOST) return null;
  const takers: number[] = [];
  groups.forEach((group, at) => {
    for (const id of group) takers[id] = (takers[id] ?? 0) | (1 << at);
  });
  const conflicts = groups.map((group) => group.reduce((bits, id) => bits | takers[id]!, 0));
  // The most valuable first: then what is left is soon worth too little.
  const order = values.map((_, at) => at).sort((a, b) => values[b]! - values[a]!);
  const rest = new Float64Array(order.length + 1);
  for (let at = order.length - 1; at >= 0; at -= 1) rest[at] = rest[at + 1]! + values[order[at]!]!;
  let steps = MOST_STEPS;
  let most = 0;
  let best = 0;
  let equal = false;
  look(0, 0, 0, 0);
  if (equal || steps < 0) return null;
  return values.map((_, at) => at).filter((at) => (best & (1 << at)) !== 0);

  function look(at: number, chosen: number, barred: number, value: number): void {
    steps -= 1;
    if (steps < 0 || value + rest[at]! < most) return;
    const next = order[at];
    if (next === undefined) {
      equal = value === most && chosen !== best;
      most = value;
      best = chosen;
      return;
    }
    const bit = 1 << next;
    if ((barred & bit) === 0) look(at + 1, chosen | bit, barred | conflicts[next]!, value + values[next]!);
    look(at + 1, chosen, barred, value);
  }
}
