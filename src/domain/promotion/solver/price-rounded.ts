import { setSaving } from '../discount.ts';
import type { Offer } from './offer.ts';
import { stretches } from './price-sets.ts';
import type { Plan, Supply } from './problem.ts';

const MOST_RESIDUES = 128;

/** Whether the best single set of a percent per set can be found exactly, by what its price leaves over. */
export function isRounded(offer: Pick<Offer, 'shape' | 'ofSet' | 'overlaps'>): boolean {
  const { ofSet } = offer;
  return offer.shape === 'sets' && ofSet?.kind === 'percent' && ofSet.denominator <= MOST_RESIDUES && !offer.overlaps;
}

/**
 * The best single set of a percent that is rounded once per set. Rounding goes by the sum's residue, so for every residue
 * the units worth most that leave it are what matters.
 */
export function bestRounded(offer: Offer, supply: Supply): Plan | null {
  const { denominator, numerator } = offer.ofSet!;
  let states: (Found | null)[] = Array<Found | null>(denominator).fill(null);
  states[0] = { value: 0, sum: 0, picked: null };
  for (let role = 0; role < offer.roles.length; role += 1) {
    const grown = grow(offer, role, supply, states, denominator, numerator);
    if (grown === null) return null;
    states = grown;
  }
  let best: Found | null = null;
  let bound = 0;
  for (const state of states) {
    if (state === null) continue;
    const { ofSet, scale } = offer;
    const exact = setSaving(ofSet!, state.sum) * scale.money + offer.application;
    const value = exact - state.value;
    if (value > bound) {
      best = state;
      bound = value;
    }
  }
  if (best === null) return null;
  const roles = offer.roles.map(() => new Int32Array(offer.classes.length));
  const use = new Int32Array(offer.classes.length);
  for (let pick = best.picked; pick !== null; pick = pick.before) {
    roles[pick.role]![pick.local]! += 1;
    use[pick.local]! += 1;
  }
  return { bound, use, roles, sets: 1 };
}

interface Picked {
  readonly role: number;
  readonly local: number;
  readonly before: Picked | null;
}

interface Found {
  /** Cost of its units. */
  readonly value: number;
  readonly sum: number;
  readonly picked: Picked | null;
}

function grow(
  offer: Offer,
  role: number,
  supply: Supply,
  from: (Found | null)[],
  denominator: number,
  numerator: number,
) {
  const { quantity } = offer.roles[role]!;
  const list = stretches(offer, role, supply, 1);
  let layers: (Found | null)[][] = [from];
  const net = (state: Found) => (state.sum * numerator * offer.scale.money) / denominator - state.value;
  for (const { local, count, value } of list) {
    // Units that only open the door count to no set.
    const price = offer.rule.rebates[role] === null ? 0 : offer.unit[local]!.price;
    const worth = offer.roles[role]!.worth[local]!;
    const cost = worth - value;
    const step = ((price % denominator) * (numerator % denominator)) % denominator;
    for (let n = 0; n < Math.min(count, quantity); n += 1) {
      const next = layers.map((layer) => [...layer]);
      for (let k = Math.min(quantity - 1, layers.length - 1); k >= 0; k -= 1) {
        layers[k]!.forEach((state, residue) => {
          if (state === null) return;
          const to = (residue + step) % denominator;
          next[k + 1] ??= Array<Found | null>(denominator).fill(null);
          const target = next[k + 1]!;
          const found = {
            value: state.value + cost,
            sum: state.sum + price,
            picked: { role, local, before: state.picked },
          };
          const other = target[to] ?? null;
          if (other === null || net(found) > net(other)) target[to] = found;
        });
      }
      layers = next;
    }
  }
  return layers[quantity] ?? null;
}
