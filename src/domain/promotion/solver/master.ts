import { allows, contested, type SearchNode } from './node.ts';
import type { Offer } from './offer.ts';
import type { Plan } from './problem.ts';
import { type Simplex, simplex } from './simplex.ts';

/** A plan that an offer was found to want, and its worth before the prices of open units. */
export interface Wish {
  readonly offer: number;
  readonly plan: Plan;
  readonly value: number;
}

/** A plan and how much of it a linear program mixes in. */
export interface Part {
  readonly plan: Plan;
  readonly share: number;
}

/**
 * The linear program over the plans found so far: each offer has one, or none, and no class is taken more often than it is there.
 * Units that are set aside for an offer it takes whatever it does, so what a node allows less than its parent is only which plans:
 * the program of a parent goes on where it stands.
 */
export interface Master {
  /** Classes with a row, which several offers wanted where the program began. */
  readonly rows: readonly number[];
  /** How many rows there are altogether. */
  readonly lines: number;
  /** A copy for a part of the node, without what that does not allow. */
  within(node: SearchNode): Master;
  /** False where it has been going on for so long that it is better begun anew. */
  readonly fresh: boolean;
  join(wish: Wish): void;
  optimise(mostPivots: number): boolean;
  /** Scaled: prices by class, what each offer's best plan is worth beyond the prices of open units, and both together. */
  prices(): { readonly duals: Float64Array; readonly limits: Float64Array; readonly reached: number };
  mixture(): Part[][];
  /** Plans that are still allowed. */
  wishes(): readonly Wish[];
  pivots(): number;
  numbers(): number;
}

const WHOLE = 1e-6;
/** How many times all prices together a forced set is worth: what can't all be forced then bounds itself away. */
const PREMIUM = 8;
/** Errors of a program add up over its pivots. */
const MOST_TURNS = 4000;

/** What all programs of a search have in common. */
interface Ground {
  readonly offers: readonly Offer[];
  readonly rows: readonly number[];
  readonly rowOf: Int32Array;
  readonly lineOf: Int32Array;
  readonly lines: number;
  readonly classes: number;
  readonly capacity: Float64Array;
  readonly money: number;
  readonly most: number;
}

interface Member {
  readonly offer: number;
  /** Null: the offer does nothing, and has what is set aside for it. */
  readonly wish: Wish | null;
}

interface Standing {
  readonly node: SearchNode;
  readonly program: Simplex;
  readonly members: (Member | null)[];
  /** By offer, which member stands for doing nothing; −1 where that takes nothing. */
  readonly idle: Int32Array;
  readonly turns: number;
}

/** A program of all offers of a node, without a plan yet. */
export function masterOf(node: SearchNode, offers: readonly Offer[]): Master {
  const rows = contested(node, offers);
  const rowOf = new Int32Array(node.open.length).fill(-1);
  rows.forEach((id, row) => {
    rowOf[id] = row;
  });
  const lineOf = new Int32Array(offers.length).fill(-1);
  let lines = rows.length;
  offers.forEach((_, index) => {
    if (node.high[index] === 0) return;
    lineOf[index] = lines;
    lines += 1;
  });
  const capacity = new Float64Array(lines).fill(1);
  rows.forEach((id, row) => {
    capacity[row] = node.open[id]!;
  });
  for (let index = 0; index < offers.length; index += 1) {
    const { classes } = offers[index]!;
    const own = node.own[index]!;
    for (let local = 0; local < own.length; local += 1) {
      const row = rowOf[classes[local]!]!;
      if (row >= 0) capacity[row]! += own[local]!;
    }
  }
  let all = 0;
  for (const { unit } of offers) for (const { price, count } of unit) all += price * count;
  const money = offers[0]?.scale.money ?? 1;
  const ground = {
    offers,
    rows,
    rowOf,
    lineOf,
    lines,
    classes: rowOf.length,
    capacity,
    money,
    most: PREMIUM * (1 + all),
  };
  const idle = new Int32Array(offers.length).fill(-1);
  const start = { node, program: simplex(capacity), members: [], idle, turns: 0 };
  offers.forEach((_, index) => {
    compel(ground, start, index);
  });
  return standing(ground, start);
}

function standing(ground: Ground, at: Standing): Master {
  const { offers, rows, rowOf, lineOf, lines, money } = ground;
  const { node, program, members } = at;
  return {
    rows,
    lines,
    get fresh() {
      return at.turns + program.pivots() <= MOST_TURNS;
    },
    within(part) {
      const copy = program.copy();
      const next = {
        node: part,
        program: copy,
        members: [...members],
        idle: at.idle.slice(),
        turns: at.turns + program.pivots(),
      };
      members.forEach((member, column) => {
        if (member === null || member.wish === null || keeps(part, offers[member.offer]!, member.wish)) return;
        copy.drop(column, -ground.most);
        next.members[column] = null;
      });
      offers.forEach((_, index) => {
        if (part.own[index] === node.own[index] && part.low[index] === node.low[index]) return;
        if (lineOf[index]! >= 0) compel(ground, next, index);
      });
      return standing(ground, next);
    },
    join(wish) {
      add(ground, at, wish.offer, wish);
    },
    optimise: (mostPivots) => program.optimise(mostPivots),
    prices() {
      const raw = program.duals();
      const duals = new Float64Array(ground.classes);
      let reached = 0;
      for (let row = 0; row < rows.length; row += 1) {
        const dual = Math.max(0, raw[row]!) * money;
        duals[rows[row]!] = dual;
        reached += dual * ground.capacity[row]!;
      }
      const limits = new Float64Array(offers.length);
      for (let index = 0; index < offers.length; index += 1) {
        if (lineOf[index]! < 0) continue;
        const { classes } = offers[index]!;
        let limit = raw[lineOf[index]!]! * money;
        reached += limit;
        const own = node.own[index]!;
        for (let local = 0; local < own.length; local += 1) limit += own[local]! * duals[classes[local]!]!;
        limits[index] = limit;
      }
      return { duals, limits, reached };
    },
    mixture() {
      const y = program.shares();
      const support: Part[][] = offers.map(() => []);
      members.forEach((member, column) => {
        const wish = member?.wish ?? null;
        if (wish !== null && y[column]! > WHOLE) support[wish.offer]!.push({ plan: wish.plan, share: y[column]! });
      });
      return support;
    },
    wishes: () => members.flatMap((member) => member?.wish ?? []),
    pivots: () => program.pivots(),
    numbers: () => program.numbers(),
  };

  /** Allowed, and with all that is set aside. */
  function keeps(part: SearchNode, offer: Offer, { offer: index, plan }: Wish): boolean {
    const own = part.own[index]!;
    for (let local = 0; local < own.length; local += 1) {
      if (own[local]! > plan.use[local]! && rowOf[offer.classes[local]!]! >= 0) return false;
    }
    return allows(part, offer, index, plan);
  }
}

/** One that must make sets, or that has units of its own, must have a plan: doing nothing is one, with these units. */
function compel(ground: Ground, at: Standing, index: number): void {
  const { offers, rowOf, lineOf, most } = ground;
  const { node, program, members, idle } = at;
  if (lineOf[index]! < 0) return;
  const { classes } = offers[index]!;
  const mine = node.own[index]!;
  let owns = false;
  for (let local = 0; local < mine.length && !owns; local += 1) {
    owns = mine[local]! > 0 && rowOf[classes[local]!]! >= 0;
  }
  if (!owns && node.low[index] === 0) return;
  program.leave(lineOf[index]!, -most);
  if (idle[index]! >= 0) {
    program.drop(idle[index]!, -most);
    members[idle[index]!] = null;
    idle[index] = -1;
  }
  if (node.low[index] !== 0) return;
  idle[index] = members.length;
  add(ground, at, index, null);
}

function add({ offers, rowOf, lineOf, money }: Ground, at: Standing, index: number, wish: Wish | null): void {
  const on: number[] = [];
  const takes: number[] = [];
  const { classes } = offers[index]!;
  const own = at.node.own[index]!;
  for (let local = 0; local < classes.length; local += 1) {
    const row = rowOf[classes[local]!]!;
    const used = Math.max(own[local]!, wish?.plan.use[local] ?? 0);
    if (row < 0 || used === 0) continue;
    on.push(row);
    takes.push(used);
  }
  on.push(lineOf[index]!);
  takes.push(1);
  at.members.push({ offer: index, wish });
  at.program.add({ value: (wish?.value ?? 0) / money, rows: on, at: takes });
}
