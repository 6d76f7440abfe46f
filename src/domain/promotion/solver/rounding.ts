import type { Rebate } from '../discount.ts';
import type { UnitClass } from './problem.ts';

/** Denominators beyond this are not followed residue by residue; half a minor unit bounds their gain. */
const MOST_RESIDUES = 256;
const MOST_STEPS = 64;

interface Taking {
  readonly quantity: number;
  readonly member: Uint8Array;
}

/**
 * What rounding can add at most to one set of a percent taken once per set, in minor units (negative where it always takes
 * away), and whether it adds that whichever units form the set.
 */
export function bestGain(
  rebate: Rebate,
  roles: readonly Taking[],
  unit: readonly UnitClass[],
): { readonly most: number; readonly always: boolean } {
  const { numerator, denominator } = rebate;
  const steps = roles.reduce((sum, role) => sum + role.quantity, 0);
  if (denominator === 1) return { most: 0, always: true };
  if (denominator > MOST_RESIDUES || steps > MOST_STEPS) return { most: 0.5, always: false };
  let reachable = new Uint8Array(denominator);
  reachable[0] = 1;
  for (const role of roles) {
    const residues = new Set<number>();
    for (let c = 0; c < unit.length; c += 1) {
      if (role.member[c] === 1)
        residues.add(((unit[c]!.price % denominator) * (numerator % denominator)) % denominator);
    }
    for (let n = 0; n < role.quantity; n += 1) {
      const next = new Uint8Array(denominator);
      for (let from = 0; from < denominator; from += 1) {
        if (reachable[from] === 1) for (const by of residues) next[(from + by) % denominator] = 1;
      }
      reachable = next;
    }
  }
  const gains = Array.from(reachable, (reached, residue) => (reached === 1 ? gainOf(residue, denominator) : null));
  const possible = gains.filter((gain) => gain !== null);
  const most = Math.max(...possible);
  return { most, always: Math.min(...possible) === most };
}

function gainOf(residue: number, denominator: number): number {
  return residue * 2 >= denominator ? (denominator - residue) / denominator : -residue / denominator;
}
