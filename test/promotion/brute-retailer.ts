import type { Promotion } from '../../src/domain/promotion/shape.ts';
import { applicationsOf } from './brute-applications.ts';
import { after, canonical, type State } from './brute-force.ts';
import { allowed, matchesUnit, mayTake } from './brute-unit.ts';

/** As many sets as fit; the cheapest matching units of all are rewarded, the dearest left are the requisites. */
export function retailerStep(state: State, promotion: Promotion, layer: number): State {
  if (promotion.family !== 'buyGet' && promotion.family !== 'spread') throw new Error('only buyGet and spread favour');
  const [buy, get] = promotion.groups;
  const order = state.units.map((_, at) => at).sort((a, b) => canonical(state.units[a]!, state.units[b]!));
  const open = order.filter((at) => mayTake(promotion, state.units[at]!, layer));
  const buyers = open.filter((at) => matchesUnit(buy.match, state.units[at]!));
  const getters = open.filter((at) => matchesUnit(get.match, state.units[at]!));
  for (let sets = Math.min(8, allowed(promotion)); sets > 0; sets -= 1) {
    if (getters.length < sets * get.quantity) continue;
    const rewarded = getters.slice(getters.length - sets * get.quantity);
    const paying = buyers.filter((at) => !rewarded.includes(at)).slice(0, sets * buy.quantity);
    if (paying.length < sets * buy.quantity) continue;
    const made = Array.from({ length: sets }, (_, s) => {
      const one = paying.slice(s * buy.quantity, (s + 1) * buy.quantity);
      const two = rewarded.slice(s * get.quantity, (s + 1) * get.quantity);
      const only = {
        ...promotion,
        groups: [
          { ...buy, match: { items: one.map((at) => `#${at}`) } },
          { ...get, match: { items: two.map((at) => `#${at}`) } },
        ],
      } as Promotion;
      const named = state.units.map((unit, at) => ({ ...unit, item: `#${at}` }));
      return applicationsOf(named, only, layer).map((application) => ({ ...application, promotion }));
    });
    return after(state, made.flat(), layer);
  }
  return state;
}
