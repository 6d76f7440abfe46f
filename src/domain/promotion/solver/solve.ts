import { blend } from './blend.ts';
import { type ClosingWork, close } from './close.ts';
import { direct } from './direct.ts';
import { mixedSets, mixedUnits } from './mixed.ts';
import {
  atMost,
  contested,
  openUse,
  rootNode,
  type SearchNode,
  setAside,
  sets as setsOf,
  shelfOf,
  supplyOf,
} from './node.ts';
import { offerOf } from './offer.ts';
import { effortOf, impossible, price } from './price.ts';
import type { Application, Candidate, Plan, Realised, Scale, Supply, UnitClass } from './problem.ts';
import { realise } from './realise.ts';
import { isWhole, type PricingWork, type Relaxed, relax, type Wish } from './relax.ts';
import { type Answer, answerOf, NO_ANSWER, repair, takersOf } from './repair.ts';
import { setsOf as madeOf, searchAlone, tolerance } from './search.ts';

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

export const BUDGET: Budget = { nodes: 200, ties: 12, sets: 1500 };

/** Questions asked of offers, and states tried, to close nodes of one component. */
const LOOKS = 12_000;
const STEPS = 250_000;

/** Rows of the relaxation times offers times nodes of one component. */
const WORK = 600_000;
const FEWEST_NODES = 4;
/** Units and states looked through for prices, and numbers of linear programs, by one component. */
const EFFORT = 30_000_000;
/** Ways to divide a node that are tried before one is taken, on the first nodes, and for how many rounds of prices. */
const TRIED = 4;
const TRIED_NODES = 40;
const TRIED_ROUNDS = 4;

interface Open {
  readonly node: SearchNode;
  readonly bound: number;
  readonly duals: Float64Array;
  /** Plans that may still be part of something better. */
  readonly wishes: readonly Wish[];
  /** Offers that their linear model flatters are looked at closely. */
  readonly refined: boolean;
}

/** Finds the applications that save most; ties go as the scale says. Deterministic. */
export function solveComponent(component: Component, budget: Budget = BUDGET): Solved {
  const { classes, candidates, places, base, scale } = component;
  const offers = candidates.map((candidate, index) => offerOf(candidate, index, places[index]!, classes, scale));
  const counts = classes.map((unit) => unit.count);
  const standing = classes.reduce((sum, unit, id) => sum + unit.count * base[id]!, 0);
  const slack = tolerance(offers[0]!);
  const easy = direct(offers, counts, base, slack);
  if (easy !== null) return { applications: easy.chosen.flatMap((each) => each?.applications ?? []), gap: 0 };
  const sets = { left: budget.sets };
  const shelves = offers.map(shelfOf);
  const takers = takersOf(classes.length, offers);
  const work: ClosingWork = { looks: { left: LOOKS }, steps: { left: STEPS }, tried: Number.POSITIVE_INFINITY };
  let best: Answer = NO_ANSWER;
  // A node of a large component costs more, so fewer of them: the work is bounded, not only the count.
  const prices: PricingWork = { left: EFFORT, each: offers.reduce((sum, offer) => sum + effortOf(offer), 1) };
  const mostNodes = Math.max(
    FEWEST_NODES,
    Math.min(budget.nodes, Math.floor(WORK / ((classes.length + offers.length) * offers.length))),
  );
  let unresolved = 0;
  let nodes = 0;
  let ties = 0;
  const stack: Open[] = [
    {
      node: rootNode(counts, offers),
      bound: Number.POSITIVE_INFINITY,
      duals: new Float64Array(classes.length),
      wishes: [],
      refined: false,
    },
  ];
  /** Most minor units that a worth allows for; savings are whole ones. */
  const money = (worth: number) => Math.floor((standing + worth + scale.penalty + 1e-3) / scale.money);
  const consider = (answer: Answer) => {
    if (answer.value > best.value + 1e-3) best = answer;
  };

  while (stack.length > 0) {
    const open = stack.pop()!;
    if (open.bound <= best.value + 0.01) continue;
    if (nodes >= mostNodes || (nodes > 0 && prices.left <= 0)) {
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

  function expand({ node: whole, duals, wishes, refined }: Open): void {
    const enough = best.value + 0.01;
    const relaxed = relax(whole, offers, base, wishes, duals, enough, shelves, prices, refined ? refine : null);
    if (relaxed.bound <= enough) return;
    const unmixed = isWhole(relaxed.support);
    const realised = unmixed
      ? relaxed.support.map(([only], index) => (only === undefined ? null : realise(offers[index]!, only.plan)))
      : [];
    const answer = answerOf(offers, realised, base);
    consider(answer);
    if (relaxed.bound <= answer.value + slack) return;
    const wanted = relaxed.support.map((plans) => plans.find((each) => each.share > 1 - 1e-6)?.plan ?? null);
    const order = orderOf(relaxed);
    const tries = relaxed.support.flatMap((plans, index) =>
      plans.filter(({ share }) => share < 1 - 1e-6).map(({ plan }) => ({ index, plan })),
    );
    consider(repair(whole, offers, base, relaxed.duals, order, wanted, shelves, takers, tries));
    const node = nodes === 1 ? withoutHopeless(whole, relaxed) : whole;
    if (relaxed.bound <= best.value + 0.01) return;
    if ((refined && sets.left <= 0) || prices.left <= 0) {
      unresolved = Math.max(unresolved, relaxed.bound);
      return;
    }
    if (!unmixed) {
      const closer = refined ? relaxed.bound : closed(node, relaxed);
      const blended = closer > best.value + 0.01 ? blend(whole, offers, relaxed, best.value) : null;
      if (blended !== null) {
        consider(repair(whole, offers, base, relaxed.duals, order, blended, shelves, takers, tries));
      }
      if (closer > best.value + 0.01) branch(node, { ...relaxed, bound: closer }, refined);
      return;
    }
    if (!refined) {
      if (closed(node, relaxed) <= best.value + 0.01) return;
      const { bound, wishes: found } = relaxed;
      const exact = found.filter(({ offer }) => offers[offer]!.exact);
      return expand({ node, bound, duals: relaxed.duals, wishes: exact, refined: true });
    }
    const fought = contested(node, offers);
    if (fought.length === 0 || sets.left <= 0) unresolved = Math.max(unresolved, relaxed.bound);
    else split(node, relaxed, realised, fought);
  }

  /** Looks for the node's best among what loses little; what remains possible in it. */
  function closed(node: SearchNode, relaxed: Relaxed): number {
    const found = close(node, offers, base, relaxed, best.value, work);
    if (found.kind === 'bounded') return found.bound;
    const answer = answerOf(offers, found.chosen, base);
    consider(answer);
    return answer.value >= found.worth - slack ? best.value : found.worth;
  }

  /** Replaces a linear bound that flatters by an exhaustive one. */
  function refine(index: number, plan: Plan, supply: Supply, least: number, most: number): Plan | null {
    if (plan.sets === 0) return plan;
    const offer = offers[index]!;
    const alone = searchAlone(offer, supply, realise(offer, plan), sets, least, most);
    // Even where the bound stands, what was found may reach it when the plan's own sets don't.
    if (alone.best === null && alone.bound >= plan.bound - 0.01) return plan;
    if (alone.best === null) return least > 0 ? impossible(offer) : null;
    const made = madeOf(alone.best);
    return { bound: alone.bound, use: alone.best.use, roles: [], sets: made, realised: alone.best };
  }

  /** Shuts out offers that no better answer can contain: with even one set of theirs the bound falls below the best known. */
  function withoutHopeless(node: SearchNode, relaxed: Relaxed): SearchNode {
    const high = node.high.slice();
    offers.forEach((offer, index) => {
      if (relaxed.worth[index]! > 0) return;
      const one = price(offer, supplyOf(node, offer, index, base, relaxed.duals, shelves[index]), 1);
      if (one !== null && relaxed.bound + one.bound <= best.value + 0.01) high[index] = 0;
    });
    return { ...node, high };
  }

  /** Plans that, at a node's prices, cost less than what is still to be gained. */
  function hopeful(node: SearchNode, relaxed: Relaxed): readonly Wish[] {
    return relaxed.wishes.filter(({ offer, plan, value }) => {
      if (node.high[offer] === 0) return false;
      let net = value - relaxed.worth[offer]!;
      for (let local = 0; local < plan.use.length; local += 1) {
        net -= relaxed.duals[offers[offer]!.classes[local]!]! * openUse(node, offer, plan, local);
      }
      return relaxed.bound + net > best.value;
    });
  }

  /** How many sets an offer makes decides most; units only where that is settled. */
  function branch(node: SearchNode, relaxed: Relaxed, refined: boolean): void {
    const sets = mixedSets(node, offers, relaxed);
    const divisions = sets.length > 0 ? sets : mixedUnits(node, offers, relaxed);
    const wishes = hopeful(node, relaxed);
    const { bound, duals } = relaxed;
    let halves: { readonly fewer: Open; readonly more: Open; readonly high: boolean; readonly score: number } | null =
      null;
    const tries = nodes <= TRIED_NODES ? TRIED : 1;
    for (const { offer, local, k, high } of divisions.slice(0, tries)) {
      const { fewer, more } =
        local === null
          ? setsOf(node, offer, k)
          : {
              fewer: atMost(node, offer, local, k),
              more: setAside(node, offers[offer]!, offer, local, k + 1),
            };
      const rest = { bound, duals, wishes, refined };
      const pair = [fewer, more].map((child) =>
        tries > 1 ? tried({ ...rest, node: child }) : { ...rest, node: child },
      );
      // What both halves fall by decides: a half that keeps the bound has settled nothing.
      const falls = pair.map((child) => Math.max(bound * 1e-9, bound - Math.max(best.value, child.bound)));
      const score = falls[0]! * falls[1]!;
      if (halves === null || score > halves.score) halves = { fewer: pair[0]!, more: pair[1]!, high, score };
    }
    if (halves === null) {
      unresolved = Math.max(unresolved, bound);
      return;
    }
    stack.push(...(halves.high ? [halves.fewer, halves.more] : [halves.more, halves.fewer]));
  }

  /** A child with what a few rounds of prices make of it. */
  function tried(open: Open): Open {
    const seen = relax(
      open.node,
      offers,
      base,
      open.wishes,
      open.duals,
      best.value + 0.01,
      shelves,
      prices,
      null,
      TRIED_ROUNDS,
    );
    if (seen.bound >= open.bound) return { ...open, wishes: seen.wishes };
    return { ...open, bound: seen.bound, duals: seen.duals, wishes: seen.wishes };
  }

  /** Nothing is mixed, but an offer's sets are worth less than its bound: shut others out of its units, or it. */
  function split(
    node: SearchNode,
    relaxed: Relaxed,
    realised: readonly (Realised | null)[],
    fought: readonly number[],
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
    if (choice === null) unresolved = Math.max(unresolved, relaxed.bound);
    else divide(node, relaxed, choice.offer, choice.local, choice.k, true, true);
  }

  function divide(
    node: SearchNode,
    relaxed: Relaxed,
    index: number,
    local: number,
    k: number,
    high: boolean,
    refined: boolean,
  ): void {
    const offer = offers[index]!;
    const rest = { bound: relaxed.bound, duals: relaxed.duals, wishes: hopeful(node, relaxed), refined };
    const fewer: Open = { ...rest, node: atMost(node, index, local, k) };
    const more: Open = { ...rest, node: setAside(node, offer, index, local, k + 1) };
    stack.push(...(high ? [fewer, more] : [more, fewer]));
  }
}

/** Offers that the relaxation takes wholly first, then by share, then by worth. */
function orderOf(relaxed: Relaxed): number[] {
  const share = relaxed.support.map((plans) => plans.reduce((most, each) => Math.max(most, each.share), 0));
  const order = share.map((_, index) => index);
  return order.sort((a, b) => share[b]! - share[a]! || relaxed.worth[b]! - relaxed.worth[a]! || a - b);
}
