import { type Explored, type Shared, type Start, solveApart } from './apart.ts';
import { blend } from './blend.ts';
import { close } from './close.ts';
import { concede } from './concede.ts';
import type { Wish } from './master.ts';
import { mixedSets, mixedUnits } from './mixed.ts';
import { narrow } from './narrow.ts';
import { atMost, contested, openUse, type SearchNode, setAside, sets as setsOf, shelfOf, supplyOf } from './node.ts';
import type { Offer } from './offer.ts';
import { effortOf, price } from './price.ts';
import type { Realised } from './problem.ts';
import { realise } from './realise.ts';
import { refinement } from './refine.ts';
import { isWhole, type Relaxed, relax } from './relax.ts';
import { type Answer, answerOf, NO_ANSWER, repair, takersOf } from './repair.ts';
import { tolerance } from './search.ts';

/** Ways to divide a node that are tried before one is taken, on the first nodes, and for how many rounds of prices. */
const TRIED = 4;
const TRIED_NODES = 400;
const TRIED_ROUNDS = 4;
/** Linear programs that are kept for later. */
const KEPT = 24;
/** So few offers mostly agree when one gives way after another, and so many questions are asked of them meanwhile. */
const FEW = 16;
const ASKS = 350;
/** After the first nodes an answer is sought with effort in one of so many. */
const SELDOM = 4;
const EAGER_NODES = 40;

interface Open extends Start {
  readonly bound: number;
  /** Offers that their linear model flatters are looked at closely. */
  readonly refined: boolean;
}

/**
 * Searches for an answer worth more than `known`, by branch and bound. `besides` is what all else is worth at most, which
 * matters to what counts as equal money.
 */
export function explore(
  shared: Shared,
  offers: readonly Offer[],
  start: Start,
  known: number,
  besides: number,
): Explored {
  const { base, money, sets, prices, nodes, ties } = shared;
  const slack = tolerance(offers[0]!);
  const shelves = offers.map(shelfOf);
  const takers = takersOf(base.length, offers);
  const refine = refinement(offers, sets);
  const efforts = offers.map(effortOf);
  const yielding = offers.length <= FEW && offers.every((offer) => offer.exact);
  const work = { looks: shared.looks, steps: shared.steps, tried: Number.POSITIVE_INFINITY };
  let best: Answer = NO_ANSWER;
  let unresolved = 0;
  /** What the whole search began with: a part of it that was left may have a looser bound. */
  let top = Number.POSITIVE_INFINITY;
  const stack: Open[] = [{ ...start, bound: Number.POSITIVE_INFINITY, refined: false }];
  const consider = (answer: Answer) => {
    if (answer.value > best.value + 1e-3) best = answer;
  };
  /** What is to be beaten. */
  const beaten = () => Math.max(best.value, known);
  /** Equal money at best: as the best of these offers, or as the best of all. */
  const savesNoMore = (worth: number) =>
    money(worth) <= money(best.value) || money(worth + besides) <= money(known + besides);

  while (stack.length > 0) {
    const open = stack.pop()!;
    if (open.bound <= beaten() + 0.01) continue;
    if (nodes.left <= 0 || (nodes.seen > 0 && prices.left <= 0)) {
      leave(open.bound);
      continue;
    }
    if (open.bound !== Number.POSITIVE_INFINITY && savesNoMore(open.bound)) {
      if (ties.left <= 0) continue;
      ties.left -= 1;
    }
    nodes.left -= 1;
    nodes.seen += 1;
    expand(open);
  }

  return { best, unresolved: Math.min(unresolved, top) };

  function expand({ node: whole, duals, wishes, refined, master }: Open): void {
    const enough = beaten() + 0.01;
    const seen = relax(
      whole,
      offers,
      base,
      wishes,
      duals,
      enough,
      shelves,
      prices,
      refined ? refine : null,
      undefined,
      master,
    );
    if (top === Number.POSITIVE_INFINITY) top = seen.bound;
    if (seen.bound <= enough) return;
    const unmixed = isWhole(seen.support);
    const realised = unmixed
      ? seen.support.map(([only], index) => (only === undefined ? null : realise(offers[index]!, only.plan)))
      : [];
    const answer = answerOf(offers, realised, base);
    consider(answer);
    if (seen.bound <= answer.value + slack) return;
    if (conceded(whole, seen)) return;
    const wanted = seen.support.map((plans) => plans.find((each) => each.share > 1 - 1e-6)?.plan ?? null);
    const order = orderOf(seen);
    // Answers get better early; later on nodes have only to be closed.
    const eager = nodes.seen <= EAGER_NODES || nodes.seen % SELDOM === 0;
    const tries = seen.support.flatMap((plans, index) =>
      plans.filter(({ share }) => eager && share < 1 - 1e-6).map(({ plan }) => ({ index, plan })),
    );
    consider(repair(whole, offers, base, seen.duals, order, wanted, shelves, takers, tries));
    if (seen.bound <= beaten() + 0.01) return;
    const narrowed = narrow(withoutHopeless(whole, seen), offers, base, seen, beaten(), prices);
    if (narrowed === null) return;
    const { node, relaxed } = narrowed;
    if (apart(node, relaxed)) return;
    if ((refined && sets.left <= 0) || prices.left <= 0) {
      leave(relaxed.bound);
      return;
    }
    if (!unmixed) {
      const closer = refined ? relaxed.bound : closed(node, relaxed);
      const blended = eager && closer > beaten() + 0.01 ? blend(node, offers, relaxed, beaten()) : null;
      if (blended !== null) {
        consider(repair(whole, offers, base, relaxed.duals, order, blended, shelves, takers, tries));
      }
      if (closer > beaten() + 0.01) branch(node, { ...relaxed, bound: closer }, refined);
      return;
    }
    if (!refined) {
      if (closed(node, relaxed) <= beaten() + 0.01) return;
      const { bound, wishes: found } = relaxed;
      const exact = found.filter(({ offer }) => offers[offer]!.exact);
      return expand({ node, bound, duals: relaxed.duals, wishes: exact, refined: true, master: null });
    }
    const fought = contested(node, offers);
    if (fought.length === 0 || sets.left <= 0) leave(relaxed.bound);
    else split(node, relaxed, realised, fought);
  }

  /** Whether few offers, giving way to each other, settle where the search began. */
  function conceded(node: SearchNode, seen: Relaxed): boolean {
    if (!yielding || node !== start.node) return false;
    const { answer, sure } = concede(node, offers, base, seen, beaten(), shelves, efforts, ASKS, slack);
    if (answer !== null) consider(answer);
    return sure;
  }

  /** A node that can't be looked into any further; what may only save as much is left. */
  function leave(bound: number): void {
    if (!savesNoMore(bound)) unresolved = Math.max(unresolved, bound);
  }

  /** Solves each part of a node by itself where it falls into parts; false where it does not. */
  function apart(node: SearchNode, relaxed: Relaxed): boolean {
    const found = solveApart(
      shared,
      offers,
      { node, duals: relaxed.duals, wishes: relaxed.wishes, master: null },
      beaten(),
      besides,
      explore,
    );
    if (found === 'whole') return false;
    if (found === 'none') return true;
    consider(found.best);
    if (found.unresolved > beaten() + 0.01) unresolved = Math.max(unresolved, found.unresolved);
    return true;
  }

  /** Looks for the node's best among what loses little; what remains possible in it. */
  function closed(node: SearchNode, relaxed: Relaxed): number {
    const found = close(node, offers, base, relaxed, beaten(), work);
    if (found.kind === 'bounded') return found.bound;
    const answer = answerOf(offers, found.chosen, base);
    consider(answer);
    return answer.value >= found.worth - slack ? beaten() : found.worth;
  }

  /** Shuts out offers that no better answer can contain: with even one set of theirs the bound falls below the best known. */
  function withoutHopeless(node: SearchNode, relaxed: Relaxed): SearchNode {
    const high = node.high.slice();
    offers.forEach((offer, index) => {
      if (node.low[index]! > 0 || relaxed.worth[index]! > 0) return;
      const one = price(offer, supplyOf(node, offer, index, base, relaxed.duals, shelves[index]), 1);
      if (one !== null && relaxed.bound + one.bound <= beaten() + 0.01) high[index] = 0;
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
      return relaxed.bound + net > beaten();
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
    const tries = nodes.seen <= TRIED_NODES ? TRIED : 1;
    for (const { offer, local, k, high } of divisions.slice(0, tries)) {
      const { fewer, more } =
        local === null
          ? setsOf(node, offer, k)
          : {
              fewer: atMost(node, offer, local, k),
              more: setAside(node, offers[offer]!, offer, local, k + 1),
            };
      const rest = { bound, duals, wishes, refined, master: relaxed.master };
      const pair = [fewer, more].map((child) =>
        tries > 1 ? tried({ ...rest, node: child }) : { ...rest, node: child },
      );
      // What both halves fall by decides: a half that keeps the bound has settled nothing.
      const falls = pair.map((child) => Math.max(bound * 1e-9, bound - Math.max(beaten(), child.bound)));
      const score = falls[0]! * falls[1]!;
      if (halves === null || score > halves.score) halves = { fewer: pair[0]!, more: pair[1]!, high, score };
    }
    if (halves === null) {
      leave(bound);
      return;
    }
    divided(...(halves.high ? ([halves.fewer, halves.more] as const) : ([halves.more, halves.fewer] as const)));
  }

  /** A child with what a few rounds of prices make of it. */
  function tried(open: Open): Open {
    const seen = relax(
      open.node,
      offers,
      base,
      open.wishes,
      open.duals,
      beaten() + 0.01,
      shelves,
      prices,
      null,
      TRIED_ROUNDS,
      open.master,
    );
    const { wishes, master } = seen.master === null ? open : seen;
    if (seen.bound >= open.bound) return { ...open, wishes, master };
    return { ...open, bound: seen.bound, duals: seen.duals, wishes, master };
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
    if (choice === null) leave(relaxed.bound);
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
    const rest = {
      bound: relaxed.bound,
      duals: relaxed.duals,
      wishes: hopeful(node, relaxed),
      refined,
      master: relaxed.master,
    };
    const fewer: Open = { ...rest, node: atMost(node, index, local, k) };
    const more: Open = { ...rest, node: setAside(node, offer, index, local, k + 1) };
    divided(...(high ? ([fewer, more] as const) : ([more, fewer] as const)));
  }

  /** Two halves, the one to look at first last. Deep down the other's linear program is begun anew rather than kept so long. */
  function divided(later: Open, first: Open): void {
    stack.push(stack.length < KEPT ? later : { ...later, master: null }, first);
  }
}

/** Offers that the relaxation takes wholly first, then by share, then by worth. */
function orderOf(relaxed: Relaxed): number[] {
  const share = relaxed.support.map((plans) => plans.reduce((most, each) => Math.max(most, each.share), 0));
  const order = share.map((_, index) => index);
  return order.sort((a, b) => share[b]! - share[a]! || relaxed.worth[b]! - relaxed.worth[a]! || a - b);
}
