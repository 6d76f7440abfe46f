import { direct } from './direct.ts';
import { explore } from './explore.ts';
import { rootNode } from './node.ts';
import { offerOf } from './offer.ts';
import { effortOf } from './price.ts';
import type { Application, Candidate, Scale, UnitClass } from './problem.ts';
import { tolerance } from './search.ts';

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
  /** Nodes of one component's search; in proportion more where it has many offers. */
  readonly nodes: number;
  /** Of them, those that may only tell equal savings apart. */
  readonly ties: number;
  /** Sets looked at when an offer alone needs an exhaustive search. */
  readonly sets: number;
}

export const BUDGET: Budget = { nodes: 400, ties: 12, sets: 1500 };

/** A component of more offers than this is given more of everything, in proportion. */
const MANY = 32;
/** Questions asked of offers, and states tried, to close nodes of one component. */
const LOOKS = 12_000;
const STEPS = 250_000;
/** Units and states looked through for prices, and numbers of linear programs: by one component, and where it has many offers. */
const EFFORT = 10_000_000;
const EFFORT_PER_PAIR = 3600;
const MOST_EFFORT = 110_000_000;

/** Finds the applications that save most; ties go as the scale says. Deterministic. */
export function solveComponent(component: Component, budget: Budget = BUDGET): Solved {
  const { classes, candidates, places, base, scale } = component;
  const many = candidates.length > MANY;
  const offers = candidates.map((candidate, index) =>
    offerOf(candidate, index, places[index]!, classes, scale, 0, many),
  );
  const counts = classes.map((unit) => unit.count);
  const standing = classes.reduce((sum, unit, id) => sum + unit.count * base[id]!, 0);
  const easy = direct(offers, counts, base, tolerance(offers[0]!));
  if (easy !== null) return { applications: easy.chosen.flatMap((each) => each?.applications ?? []), gap: 0 };
  /** Most minor units that a worth allows for; savings are whole ones. */
  const money = (worth: number) => Math.floor((standing + worth + scale.penalty + 1e-3) / scale.money);
  // Offers fight in pairs, so a component of twice as many is given four times the work.
  const effort = Math.min(MOST_EFFORT, Math.max(EFFORT, EFFORT_PER_PAIR * offers.length ** 2));
  const more = Math.max(1, offers.length / MANY);
  const found = explore(
    {
      base,
      money,
      worth: (saved) => saved * scale.money - standing,
      sets: { left: budget.sets },
      prices: { left: effort, each: offers.reduce((sum, offer) => sum + effortOf(offer), 1) },
      looks: { left: Math.ceil(LOOKS * more) },
      steps: { left: Math.ceil(STEPS * more) },
      nodes: { left: Math.ceil(budget.nodes * more), seen: 0 },
      ties: { left: budget.ties },
    },
    offers,
    { node: rootNode(counts, offers), duals: new Float64Array(classes.length), wishes: [], master: null },
    Number.NEGATIVE_INFINITY,
    0,
  );
  const { best, unresolved } = found;
  const gap = unresolved === 0 ? 0 : Math.max(0, money(unresolved) - money(best.value));
  return { applications: best.chosen.flatMap((each) => each?.applications ?? []), gap };
}
