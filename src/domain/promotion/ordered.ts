import { candidatesOf, classesOf, type PoolClass } from './classes.ts';
import { componentsOf } from './components.ts';
import type { Chooser } from './evaluate.ts';
import { takeFrom, tally } from './priority.ts';
import { offerOf } from './solver/offer.ts';
import type { Application, Candidate } from './solver/problem.ts';
import { type SetOfUnits, savingOf } from './solver/realise.ts';

const MOST_TO_PERMUTE = 6;

type Taken = Omit<Application, 'candidate'> & { readonly candidate: Candidate };

interface Tried {
  readonly applications: readonly Taken[];
  readonly discount: number;
}

/**
 * The platform's published method: components of promotions that share units; in each, every order of up to six promotions,
 * above six the one order of marginal value; in an order each takes as many applications as it can, dearest units first.
 */
export const inOrder: Chooser = (pools, step) => {
  const classes = classesOf(pools, step);
  const candidates = candidatesOf(classes, step, true);
  const applications = componentsOf(classes, candidates).flatMap((part) => {
    const best = bestOrder(classes, part.candidates);
    return best.applications.map(({ candidate, ...rest }) => ({ ...rest, rule: candidate.rule }));
  });
  return { classes, applications, gap: 0 };
};

function bestOrder(classes: readonly PoolClass[], candidates: readonly Candidate[]): Tried {
  if (candidates.length > MOST_TO_PERMUTE) return tryOrder(classes, byMarginalValue(classes, candidates));
  let best: Tried = { applications: [], discount: -1 };
  for (const order of permutations(candidates)) {
    const tried = tryOrder(classes, order);
    if (tried.discount > best.discount) best = tried;
  }
  return best;
}

/** Discount lost per unit shared with others, highest first; one that shares nothing loses nothing wherever it stands. */
function byMarginalValue(classes: readonly PoolClass[], candidates: readonly Candidate[]): Candidate[] {
  const takers = new Int32Array(classes.length);
  for (const { groups } of candidates) for (const id of new Set(groups.flat())) takers[id]! += 1;
  const whole = classes.map((each) => each.count);
  const value = new Map(
    candidates.map((candidate) => {
      const shared = [...new Set(candidate.groups.flat())].filter((id) => takers[id]! > 1);
      const units = shared.reduce((sum, id) => sum + whole[id]!, 0);
      const without = whole.map((count, id) => (shared.includes(id) ? 0 : count));
      const lost = greedy(classes, candidate, [...whole]).discount - greedy(classes, candidate, without).discount;
      return [candidate, units === 0 ? 0 : lost / units] as const;
    }),
  );
  return [...candidates].sort((a, b) => value.get(b)! - value.get(a)! || a.rule.rank - b.rule.rank);
}

function tryOrder(classes: readonly PoolClass[], order: readonly Candidate[]): Tried {
  const left = classes.map((each) => each.count);
  const applications: Taken[] = [];
  let discount = 0;
  for (const candidate of order) {
    const taken = greedy(classes, candidate, left);
    applications.push(...taken.applications);
    discount += taken.discount;
  }
  return { applications, discount };
}

/** As many applications as one promotion can take of what is left (which it lessens), dearest units first. */
function greedy(classes: readonly PoolClass[], candidate: Candidate, left: number[]): Tried {
  const { rule } = candidate;
  const offer = offerOf(candidate, 0, 0, classes, { money: 1, application: 0, penalty: 0 });
  const local = new Map(Array.from(offer.classes, (id, at) => [id, at]));
  const applications: Taken[] = [];
  let discount = 0;
  for (let n = 0; n < rule.limit; n += 1) {
    const set = nextSet(candidate, left);
    if (set === null) break;
    const saving = savingOf(
      offer,
      set.map((units) => units.map((id) => local.get(id)!)),
    );
    if (saving <= 0) break;
    // The same set again and again, while its classes last, is one step.
    const takes = set.map(tally);
    const times = Math.min(rule.limit - n, rule.simple ? left[takes[0]![0]![0]]! : 1);
    for (const [id, count] of takes.flat()) left[id]! -= count * times;
    applications.push({ candidate, takes, times, saving });
    discount += saving * times;
    n += times - 1;
  }
  return { applications, discount: Math.min(discount, rule.cap) };
}

function nextSet(candidate: Candidate, left: readonly number[]): SetOfUnits | null {
  const { rule, groups } = candidate;
  const spare = [...left];
  if (rule.promotion.family === 'bulk') {
    const [group] = rule.promotion.groups;
    const available = groups[0]!.reduce((sum, id) => sum + spare[id]!, 0);
    const k = Math.min(available, group.max ?? available);
    const units = k < group.quantity ? null : takeFrom(groups[0]!, k, spare);
    return units === null ? null : [units];
  }
  if (rule.cheapest) {
    const [buy = 1, get = 1] = rule.quantities;
    const units = takeFrom(groups[0]!, buy + get, spare);
    return units === null ? null : [units.slice(0, buy), units.slice(buy)];
  }
  const set: number[][] = [];
  for (const [at, group] of groups.entries()) {
    const units = takeFrom(group, rule.quantities[at]!, spare);
    if (units === null) return null;
    set.push(units);
  }
  return set;
}

function* permutations<T>(all: readonly T[]): Generator<T[]> {
  if (all.length === 0) yield [];
  for (const [at, first] of all.entries()) {
    for (const rest of permutations(all.filter((_, other) => other !== at))) yield [first, ...rest];
  }
}
