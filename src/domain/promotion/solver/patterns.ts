import type { Untabled } from './offer.ts';
import type { SetOfUnits } from './realise.ts';

const MOST_PATTERNS = 1500;

/** Every set that could be made of the units given per local class; null where there are too many to look at. */
export function everySet(offer: Untabled, spare: Int32Array): SetOfUnits[] | null {
  return offer.shape === 'cheapest' ? cheapestSets(offer, spare) : plainSets(offer, spare);
}

function plainSets(offer: Untabled, spare: Int32Array): SetOfUnits[] | null {
  const left = spare.slice();
  const sets: SetOfUnits[] = [];
  const group = offer.rule.promotion.family === 'bulk' ? offer.rule.promotion.groups[0] : null;
  const current: number[][] = offer.roles.map(() => []);
  return fill(0, 0) ? sets : null;

  function fill(role: number, from: number): boolean {
    if (role === offer.roles.length) {
      sets.push(current.map((units) => [...units]));
      return sets.length < MOST_PATTERNS;
    }
    const units = current[role]!;
    const { quantity, member } = offer.roles[role]!;
    if (group === null ? units.length === quantity : units.length >= quantity) {
      if (!fill(role + 1, 0)) return false;
      if (group === null || units.length >= (group.max ?? Number.POSITIVE_INFINITY)) return true;
    }
    for (let c = from; c < left.length; c += 1) {
      if (member[c] !== 1 || left[c]! === 0) continue;
      left[c]! -= 1;
      units.push(c);
      const goOn = fill(role, c);
      units.pop();
      left[c]! += 1;
      if (!goOn) return false;
    }
    return true;
  }
}

/** Sets of "buy b, get g of the same": the cheapest g are rewarded, among equally cheap ones those that save most. */
function cheapestSets(offer: Untabled, spare: Int32Array): SetOfUnits[] | null {
  const buy = offer.roles[0]!.quantity;
  const size = buy + offer.roles[1]!.quantity;
  const { worth } = offer.roles[1]!;
  const order = offer.unit.map((_, c) => c);
  order.sort((a, b) => offer.unit[b]!.price - offer.unit[a]!.price || worth[a]! - worth[b]! || a - b);
  const left = spare.slice();
  const units: number[] = [];
  const sets: SetOfUnits[] = [];
  return fill(0) ? sets : null;

  function fill(from: number): boolean {
    if (units.length === size) {
      sets.push([units.slice(0, buy), units.slice(buy)]);
      return sets.length < MOST_PATTERNS;
    }
    for (let at = from; at < order.length; at += 1) {
      const c = order[at]!;
      if (left[c]! === 0) continue;
      left[c]! -= 1;
      units.push(c);
      const goOn = fill(at);
      units.pop();
      left[c]! += 1;
      if (!goOn) return false;
    }
    return true;
  }
}
