import { atMost, contested, openUse, rootNode, type SearchNode, setAside, supplyOf } from './node.ts';
import { offerOf } from './offer.ts';
import type { Application, Candidate, Scale, UnitClass } from './problem.ts';
import { type Realised, realise } from './realise.ts';
import { isWhole, type Relaxed, relax, type Wish } from './relax.ts';
import { type Answer, answerOf, NO_ANSWER, repair } from './repair.ts';
import { searchAlone, tolerance } from './search.ts';

/** A component: rules that fight for units, and what each unit is worth to the best rule that needs no other unit. */
export interface Component {
  readonly classes: readonly UnitClass[];
  readonly candidates: readonly Candidate[];
  /** Per candidate, its place among the rules of the component. */
  readonly places: readonly number[];
  /** Scaled worth of a unit left alone. */
  readonly base: Float64Array;
  readonly scale: Scale;
}

export interface Solved {
  readonly applications: readonly Application[];
  /** Minor units that might still be saved; 0 where nothing more can be. */
  readonly gap: number;
}

/** Budgets count nodes, never time, so that every machine gives the same answer. */
export interface Budget {
  /** Nodes of one component's search. */
  readonly nodes: number;
  /** Of them, those that may only tell equal savings apart. */
  readonly ties: number;
  /** Sets looked at when an offer alone needs an exhaustive search. */
  readonly sets: number;
}

export const BUDGET: Budget = { nodes: 400, ties: 40, sets: 20_000 };

interface Open {
  readonly node: SearchNode;
  readonly bound: number;
  readonly duals: Float64Array;
}

/** Finds the applications that save most; ties go as the scale says. Deterministic. */
export function solveComponent(component: Component, budget: Budget = BUDGET): Solved {
  const { classes, candidates, places, base, scale } = component;
  const offers = candidates.map((candidate, index) => offerOf(candidate, index, places[index]!, classes, scale));
  const counts = classes.map((unit) => unit.count);
  const standing = classes.reduce((sum, unit, id) => sum + unit.count * base[id]!, 0);
  const slack = tolerance(offers[0]!);
  const sets = { left: budget.sets };
  const wishes: Wish[] = [];
  let best: Answer = NO_ANSWER;
  let unresolved = 0;
  let nodes = 0;
  let ties = 0;
  const stack: Open[] = [
    { node: rootNode(counts, offers), bound: Number.POSITIVE_INFINITY, duals: new Float64Array(classes.length) },
  ];
  /** Most minor units that a worth allows for: penalties of applications are less than one minor unit together. */
  const money = (worth: number) => Math.ceil((standing + worth - 1e-3) / scale.money);
  const consider = (answer: Answer) => {
    if (answer.value > best.value + 1e-3) best = answer;
  };

  while (stack.length > 0) {
    const open = stack.pop()!;
    if (open.bound <= best.value + 0.01) continue;
    if (nodes >= budget.nodes) {
      unresolved = Math.max(unresolved, open.bound);
      continue;
    }
    if (open.bound !== Number.POSITIVE_INFINITY && money(open.bound) <= money(best.value)) {
      if (ties >= budget.ties) continue;
      ties += 1;
    }
    nodes += 1;
    expand(open);
  }

  const gap = unresolved === 0 ? 0 : Math.max(0, money(unresolved) - money(best.value));
  return { applications: best.chosen.flatMap((each) => each?.applications ?? []), gap };

  function expand({ node, duals }: Open): void {
    const relaxed = relax(node, offers, base, wishes, duals, best.value + 0.01);
    let { bound } = relaxed;
    if (bound <= best.value + 0.01) return;
    const wanted = relaxed.support.map((plans) => plans.find((each) => each.share > 1 - 1e-6)?.plan ?? null);
    const order = orderOf(relaxed);
    consider(repair(node, offers, base, relaxed.duals, order, wanted));
    if (bound <= best.value + 0.01) return;
    if (!isWhole(relaxed.support)) return branch(node, relaxed, bound);
    const realised = relaxed.support.map((plans, index) =>
      plans[0] === undefined ? null : realise(offers[index]!, plans[0].plan),
    );
    const answer = answerOf(offers, realised, base);
    consider(answer);
    if (bound <= answer.value + slack) return;
    bound = tighten(node, relaxed, realised);
    if (bound <= best.value + 0.01) return;
    const fought = contested(node, offers);
    if (fought.length === 0) unresolved = Math.max(unresolved, bound);
    else split(node, relaxed, realised, fought, bound);
  }

  /** Replaces the linear bound of offers that it flatters by an exhaustive one, and tries what that finds. */
  function tighten(node: SearchNode, relaxed: Relaxed, realised: readonly (Realised | null)[]): number {
    let { bound } = relaxed;
    const found = realised.map((each, index) => {
      const offer = offers[index]!;
      if (offer.exact || relaxed.worth[index]! <= 0) return each;
      const supply = supplyOf(node, offer, index, base, relaxed.duals);
      const alone = searchAlone(offer, supply, each, sets);
      bound -= Math.max(0, relaxed.worth[index]! - alone.bound);
      return alone.best;
    });
    if (disjoint(node, found)) consider(answerOf(offers, found, base));
    return bound;
  }

  function disjoint(node: SearchNode, found: readonly (Realised | null)[]): boolean {
    const left = node.open.slice();
    found.forEach((each, index) => {
      each?.use.forEach((count, local) => {
        left[offers[index]!.classes[local]!]! -= Math.max(0, count - node.own[index]![local]!);
      });
    });
    return left.every((count) => count >= 0);
  }

  function branch(node: SearchNode, relaxed: Relaxed, bound: number): void {
    const choice = mixed(node, relaxed);
    if (choice === null) {
      unresolved = Math.max(unresolved, bound);
      return;
    }
    divide(node, relaxed, bound, choice.offer, choice.local, choice.k, choice.high);
  }

  /** The class in which the plans of one offer differ most, weighed by its price. */
  function mixed(node: SearchNode, relaxed: Relaxed) {
    let best: { offer: number; local: number; k: number; high: boolean } | null = null;
    let most = -1;
    const disputed = new Set(contested(node, offers));
    relaxed.support.forEach((plans, index) => {
      const whole = plans.reduce((sum, each) => sum + each.share, 0);
      if (plans.length === 0 || (plans.length === 1 && whole > 1 - 1e-6)) return;
      for (let local = 0; local < offers[index]!.classes.length; local += 1) {
        const id = offers[index]!.classes[local]!;
        const uses = plans.map((each) => each.plan.use[local]!);
        if (whole < 1 - 1e-6) uses.push(0);
        const low = Math.max(node.own[index]![local]!, Math.min(...uses));
        const high = Math.max(...uses);
        if (low >= high || !disputed.has(id)) continue;
        const mean = plans.reduce((sum, each) => sum + each.share * each.plan.use[local]!, 0);
        const k = Math.min(Math.max(Math.floor(mean + 1e-6), low), high - 1);
        const part = Math.min(mean - k, k + 1 - mean);
        const rank = part * (1 + relaxed.duals[id]! / scale.money);
        if (rank > most) {
          most = rank;
          best = { offer: index, local, k, high: mean - k > 0.5 };
        }
      }
    });
    return best as { offer: number; local: number; k: number; high: boolean } | null;
  }

  /** Nothing is mixed, but an offer's sets are worth less than its bound: shut others out of its units, or it. */
  function split(
    node: SearchNode,
    relaxed: Relaxed,
    realised: readonly (Realised | null)[],
    fought: readonly number[],
    bound: number,
  ): void {
    const disputed = new Set(fought);
    let choice: { offer: number; local: number; k: number } | null = null;
    const shortfall = (index: number) =>
      relaxed.worth[index]! - (realised[index] === null ? 0 : realised[index]!.worth);
    const order = offers.map((_, index) => index).sort((a, b) => shortfall(b) - shortfall(a) || a - b);
    for (const index of order) {
      const offer = offers[index]!;
      const plan = relaxed.support[index]?.[0]?.plan ?? null;
      for (let local = 0; local < offer.classes.length && choice === null; local += 1) {
        if (!disputed.has(offer.classes[local]!) || node.most[index]![local]! === 0) continue;
        const used = plan === null ? 0 : openUse(node, index, plan, local);
        const k = used > 0 ? node.own[index]![local]! + used - 1 : node.own[index]![local]!;
        if (!offer.exact || used > 0) choice = { offer: index, local, k };
      }
      if (choice !== null) break;
    }
    if (choice === null) unresolved = Math.max(unresolved, bound);
    else divide(node, relaxed, bound, choice.offer, choice.local, choice.k, true);
  }

  function divide(
    node: SearchNode,
    relaxed: Relaxed,
    bound: number,
    index: number,
    local: number,
    k: number,
    high: boolean,
  ): void {
    const offer = offers[index]!;
    const { duals } = relaxed;
    const fewer: Open = { node: atMost(node, index, local, k), bound, duals };
    const more: Open = { node: setAside(node, offer, index, local, k + 1), bound, duals };
    stack.push(...(high ? [fewer, more] : [more, fewer]));
  }
}

/** Offers that the relaxation takes wholly first, then by share, then by worth. */
function orderOf(relaxed: Relaxed): number[] {
  const share = relaxed.support.map((plans) => plans.reduce((most, each) => Math.max(most, each.share), 0));
  const order = share.map((_, index) => index);
  return order.sort((a, b) => share[b]! - share[a]! || relaxed.worth[b]! - relaxed.worth[a]! || a - b);
}
