import { type Alternative, alternativesOf, BLUR, type Disputed } from './alternatives.ts';
import { type Asking, asking, type Looks } from './ask.ts';
import { chainOf, type Link, type Option, planOfChain } from './chain.ts';
import { coursesOf } from './course.ts';
import { pushesOf, type Row, type Settled, settleRows } from './dispute.ts';
import type { Machine } from './machine.ts';
import { contested, type SearchNode } from './node.ts';
import type { Offer } from './offer.ts';
import type { Realised } from './problem.ts';
import { realise } from './realise.ts';
import type { Relaxed } from './relax.ts';
import { narrowed, rankOf, type Steps, type Swept, sweep } from './sweep.ts';

/** Work that one component may spend on closing nodes. */
export interface ClosingWork {
  readonly looks: Looks;
  readonly steps: Steps;
  /** The least loss at which an attempt ran out of work. */
  tried: number;
}

/** The best of a node, if it beats what is known; or a bound that the node can't pass. */
export type Closed =
  | { readonly kind: 'best'; readonly chosen: readonly (Realised | null)[]; readonly worth: number }
  | { readonly kind: 'bounded'; readonly bound: number };

/** Shares of the gap that answers are sought within: near the bound there are few, and often one of them exists. */
const SHARES = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1];
/** So few offers have few answers altogether, and mostly the best of them is known: then one look finds that there is no better. */
const FEW = 12;
/** One attempt spends no more than this, and somewhat more where there are many offers. */
const LOOKS = 3000;
const LOOKS_PER_OFFER = 60;
const STEPS = 24_000;
/** From so many disputed classes on, an offer that can be is decided class by class. */
const CHAINED = 4;
/** Where an attempt ran out of work, the next must ask for this much less. */
const LESS = 0.7;
/** Nodes whose gap is so many times that of the last such attempt are not tried. */
const FAR = 1.5;

/** An offer, the disputed classes it reaches (as row and local class), and what it is worth at the node's prices. */
interface Taker {
  readonly index: number;
  readonly rows: readonly number[];
  readonly locals: readonly number[];
  readonly worth: number;
}

/** Looks for the best answer of a node among those that lose less than its bound is above `known`. */
export function close(
  node: SearchNode,
  offers: readonly Offer[],
  base: Float64Array,
  relaxed: Relaxed,
  known: number,
  work: ClosingWork,
): Closed {
  let { bound } = relaxed;
  const whole = bound - known - BLUR;
  // What is far from what could be closed before is better divided.
  if (whole > work.tried * FAR) return { kind: 'bounded', bound };
  const ids = disputedIds(node, offers, relaxed.duals);
  const looks = { left: Math.min(work.looks.left, LOOKS + LOOKS_PER_OFFER * offers.length) };
  const steps = { left: Math.min(work.steps.left, STEPS) };
  const before = { looks: looks.left, steps: steps.left };
  const { takers, rows } = disputesOf(node, offers, base, relaxed, ids, looks);
  // What the best answer is known to lose: nothing is to be found within less.
  let least = 0;
  if (offers.length <= FEW && whole <= work.tried * LESS && looks.left >= 0) {
    const unspent = { looks: looks.left, steps: steps.left };
    const found = attempt(whole);
    if (found === 'none') {
      spend();
      return { kind: 'bounded', bound: known };
    }
    // Which answer is found among equals must not depend on where the search began.
    looks.left = unspent.looks;
    steps.left = unspent.steps;
    if (found !== 'unsure') least = relaxed.bound - found.worth;
  }
  for (const share of SHARES) {
    const most = whole * share;
    if (most > work.tried * LESS) break;
    if (most + 2 * BLUR < least) {
      bound = relaxed.bound - most;
      continue;
    }
    const found = looks.left < 0 ? 'unsure' : attempt(most);
    if (found === 'unsure') {
      work.tried = most;
      break;
    }
    if (found !== 'none') {
      spend();
      return found;
    }
    bound = share === 1 ? known : relaxed.bound - most;
  }
  spend();
  return { kind: 'bounded', bound };

  function spend(): void {
    work.looks.left -= before.looks - looks.left;
    work.steps.left -= before.steps - steps.left;
  }

  function attempt(most: number): Extract<Closed, { kind: 'best' }> | 'none' | 'unsure' {
    const settled = settleRows(rows, most + BLUR);
    if (settled === null) return 'none';
    let idle = 0;
    settled.forEach(({ kind, left }, row) => {
      if (kind === 'idle') idle += left * rows[row]!.dual;
    });
    const swept: Swept[] = [];
    const makers: { index: number; make(chosen: readonly Alternative[]): Realised | null }[] = [];
    const chained: { index: number; machine: Machine; links: Link[]; top: number }[] = [];
    for (const taker of takers) {
      const { index } = taker;
      const asked = asking(node, offers[index]!, index, base, relaxed.duals, looks);
      const { open, disputed, top } = arranged(taker, asked, settled);
      if (!asked.sharpen()) return 'unsure';
      const whole = asked.machine();
      if (whole?.chained === true && open.length >= CHAINED) {
        chained.push({ index, machine: whole, links: linksOf(whole.order, asked, open, disputed), top });
        continue;
      }
      const choices =
        whole === null
          ? alternativesOf(asked, disputed, offers.length, top, most - idle)
          : coursesOf(
              whole,
              linksOf(whole.order, asked, open, disputed),
              disputed,
              offers.length,
              top,
              most - idle,
              looks,
            );
      if (choices === null) return 'unsure';
      if (choices.length === 0) return 'none';
      const at = swept.length;
      swept.push({ rows: open, choices });
      makers.push({
        index,
        make: (chosen) => {
          const { takes, plan: known } = chosen[at]!;
          if (whole === null) return known === null ? null : asked.realised(known);
          disputed.forEach(({ local }, n) => {
            asked.fix(local, takes[n]!);
          });
          const plan = asked.reply()?.plan ?? null;
          return plan === null ? null : asked.realised(plan);
        },
      });
    }
    let chains = 0;
    // Where a chain's order is free, it follows the others.
    const rank = rankOf(swept, rows.length);
    for (const { index, machine, links, top } of chained) {
      if (machine.anyOrder) links.sort((a, b) => rankOfLink(a) - rankOfLink(b) || a.local - b.local);
      const chain = chainOf(machine, links, most - idle);
      if (chain === null) return 'none';
      idle += Math.max(0, top - chain.worth);
      const at = swept.length;
      const place = rows.length + chains;
      chains += 1;
      chain.stages.forEach((choices, n) => {
        const { row } = links[n]!;
        const stage = { rows: row === null ? [] : [row], choices, chain: place };
        swept.push(n === 0 ? stage : { ...stage, after: at + n - 1 });
      });
      makers.push({
        index,
        make(chosen) {
          const units = links.map((_, n) => chosen[at + n]!.units);
          const plan = planOfChain(offers[index]!, links, units);
          return plan === null ? null : realise(offers[index]!, plan);
        },
      });
    }
    const capacity = new Int32Array(rows.length + chains);
    settled.forEach(({ kind, left }, row) => {
      capacity[row] = kind === 'open' ? left : 0;
    });
    const duals = Float64Array.from(rows, ({ dual }) => dual);
    const fitting = narrowed(capacity, swept, most - idle);
    if (fitting.some(({ choices }) => choices.length === 0)) return 'none';
    const result = sweep(capacity, duals, fitting, most - idle, steps);
    if (typeof result === 'string') return result;
    const chosen: (Realised | null)[] = offers.map(() => null);
    for (const { index, make } of makers) chosen[index] = make(result.chosen);
    return { kind: 'best', chosen, worth: relaxed.bound - idle - result.loss };

    function rankOfLink({ row }: Link): number {
      return row === null ? -1 : rank[row]!;
    }
  }

  /** Tells an offer what is settled; what remains is disputed. What it is given without a price it could lose. */
  function arranged(taker: Taker, asked: Asking, settled: readonly Settled[]) {
    const open: number[] = [];
    const disputed: Disputed[] = [];
    let top = taker.worth;
    taker.rows.forEach((row, n) => {
      const { kind, values, left } = settled[row]!;
      const local = taker.locals[n]!;
      const place = rows[row]!.takers.findIndex(({ offer }) => offer === taker.index);
      const mine = values[place]!;
      if (mine.length === 1) asked.fix(local, mine[0]!);
      else if (kind === 'open') {
        open.push(row);
        const { losses } = rows[row]!.takers[place]!;
        const pushes = Array.from(losses, (_, v) => pushesOf(rows[row]!, settled[row]!, place, v));
        disputed.push({ local, values: mine, losses, pushes });
      } else {
        asked.give(local, Math.min(left, mine.at(-1)!));
        top += left * rows[row]!.dual;
      }
    });
    return { open, disputed, top };
  }
}

/** The units of a chained offer class by class: what it may use of its own, of what it is given, and of what is disputed. */
function linksOf(
  order: readonly number[],
  asked: Asking,
  open: readonly number[],
  disputed: readonly Disputed[],
): Link[] {
  const { own, shared, ownCost, sharedCost } = asked.offered();
  return order.map((local) => {
    const at = disputed.findIndex((each) => each.local === local);
    const settled = asked.fixed(local);
    const values = at >= 0 ? disputed[at]!.values : settled >= 0 ? [settled] : range(shared[local]!);
    const options: Option[] = [];
    for (const v of values) {
      // Its own units are never dearer, so they go first.
      for (let mine = v > 0 ? own[local]! : 0; mine <= own[local]!; mine += 1) {
        options.push({ units: mine + v, open: v, cost: mine * ownCost[local]! + v * sharedCost[local]! });
      }
    }
    return { local, row: at >= 0 ? open[at]! : null, options };
  });
}

function range(most: number): number[] {
  return Array.from({ length: most + 1 }, (_, n) => n);
}

/** Who disputes what, and what each offer loses by each number of units of each class, taken alone. */
function disputesOf(
  node: SearchNode,
  offers: readonly Offer[],
  base: Float64Array,
  relaxed: Relaxed,
  ids: readonly number[],
  looks: Looks,
): { readonly takers: Taker[]; readonly rows: Row[] } {
  const rows: Row[] = ids.map((id) => ({ capacity: node.open[id]!, dual: relaxed.duals[id]!, takers: [] }));
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const takers: Taker[] = [];
  offers.forEach((offer, index) => {
    if (node.high[index] === 0) return;
    const worth = relaxed.worth[index]!;
    const plan = relaxed.plans[index]!;
    const asked = asking(node, offer, index, base, relaxed.duals, looks);
    const taker = { index, rows: [] as number[], locals: [] as number[], worth };
    offer.classes.forEach((id, local) => {
      const row = rowOf.get(id);
      if (row === undefined || asked.counts[local] === 0) return;
      taker.rows.push(row);
      taker.locals.push(local);
      const losses = new Float64Array(asked.counts[local]! + 1).fill(Number.POSITIVE_INFINITY);
      const best = asked.taken(plan, local);
      for (let v = 0; v < losses.length; v += 1) {
        asked.fix(local, v);
        const seen = v === best ? { worth } : asked.reply();
        if (seen !== null) losses[v] = Math.max(0, worth - seen.worth);
      }
      asked.release(local);
      rows[row]!.takers.push({ offer: index, losses });
    });
    takers.push(taker);
  });
  return { takers, rows };
}

/** Classes that several want, and those with a price: it stands even where hopeless offers have left one taker. */
function disputedIds(node: SearchNode, offers: readonly Offer[], duals: Float64Array): number[] {
  const fought = new Set(contested(node, offers));
  return Array.from(node.open.keys()).filter((id) => node.open[id]! > 0 && (duals[id]! > 0 || fought.has(id)));
}
