import type { TerminalMode } from '../../../src/emulator/index.ts';
import type { Chance } from '../chance.ts';
import { type Goods, scaleLabel } from './goods.ts';

/** What becomes of the printer while a receipt is due. */
export type PrinterTrouble =
  | { readonly kind: 'paperOut' | 'coverOpen' | 'jam' | 'unplugged'; readonly forMs: number }
  /** It stops so many rows of dots into what is printed next, and somebody sees to it. */
  | { readonly kind: 'stops'; readonly rows: number; readonly by: 'cover' | 'jam' | 'power'; readonly forMs: number }
  /** The roll ends so many rows of dots into what is printed next. */
  | { readonly kind: 'paperEnds'; readonly rows: number };

/** One thing that a shopper, or what surrounds them, does. Shares pick a line of the basket by its place, 0 to 1. */
export type Step =
  | { readonly kind: 'touch' }
  | { readonly kind: 'scan'; readonly data: string; readonly together?: readonly string[] }
  /**
   * Goods are found by their number and weighed; `grams` is about what they weigh. `hasty`: the weight is asked for before there is one.
   * `lifted`, `swapped`: the load goes, or another takes its place, as it is taken. `again`: it is taken once more. `onTop`: what lies there is not
   * taken away first.
   */
  | {
      readonly kind: 'weigh';
      readonly plu: string;
      readonly grams: number;
      readonly how: 'rests' | 'swings' | 'hasty' | 'lifted' | 'swapped' | 'again' | 'onTop' | 'unplugged';
    }
  | { readonly kind: 'quantity'; readonly share: number; readonly to: number }
  | { readonly kind: 'void'; readonly share: number }
  | { readonly kind: 'undo' | 'help' | 'review' | 'back' | 'walkAway' | 'cancel' }
  | { readonly kind: 'locale'; readonly to: string }
  | {
      readonly kind: 'pay';
      readonly mode: TerminalMode;
      readonly cardMs: number;
      readonly abortAfterMs?: number;
      /** The terminal's cable is pulled for a moment so long after. */
      readonly unplugAfterMs?: number;
    }
  | { readonly kind: 'printer'; readonly trouble: PrinterTrouble }
  /** The terminal's cable is pulled for a while, or its power goes and comes back with its books kept. */
  | { readonly kind: 'unplugTerminal' | 'restartTerminal'; readonly forMs: number }
  /** The terminal takes a payment that nobody asked for. */
  | { readonly kind: 'unasked'; readonly amount: number }
  /**
   * What a payment that is not through leads to; nothing where it is. `mode` is how the terminal takes the second one, `reversal` how
   * it takes the first one back.
   */
  | {
      readonly kind: 'orElse';
      readonly next: 'payAgain' | 'giveUp';
      readonly mode: TerminalMode;
      readonly reversal: TerminalMode;
    }
  /** Staff settle what the lane calls them for; nothing where it does not. */
  | { readonly kind: 'staff' }
  /** Staff put the basket aside; staff bring one back that was, or cancel it. */
  | { readonly kind: 'suspend' }
  | { readonly kind: 'takeUp'; readonly share: number; readonly cancel: boolean }
  /** Staff give money back for a sale of this day, for all that is left of it or for some of one line. */
  | { readonly kind: 'refund'; readonly share: number; readonly whole: boolean; readonly mode: TerminalMode }
  | { readonly kind: 'goodbye'; readonly how: 'touch' | 'scanNext' | 'waitForPaper' };

/** One shopper's visit, drawn from chance. */
export function visit(goods: Goods, chance: Chance): Step[] {
  // The same amount again and again is what tells recoveries apart that look at the payment from those that look at the amount.
  const usual: Step = { kind: 'scan', data: goods.plain[0] ?? '' };
  const shopping: Step[] = chance.happens(0.35) ? [usual] : [...beginning(goods, chance), ...edits(goods, chance)];
  shopping.push(...some(chance, 0.2, ofAge(goods, chance)));
  const end = chance.next();
  if (end < 0.06) return [...shopping, { kind: chance.pick(['walkAway', 'cancel'] as const) }];
  if (end < 0.16)
    return [refund(chance), ...(chance.happens(0.3) ? [refund(chance)] : []), { kind: 'staff' }, goodbye(chance)];
  if (end < 0.24)
    return [
      ...shopping,
      { kind: 'suspend' },
      { kind: 'takeUp', share: chance.next(), cancel: chance.happens(0.4) },
      ...checkout(goods, chance),
    ];
  return [...shopping, ...checkout(goods, chance)];
}

/** Goods that hold paying until staff have said something; sometimes more of them, of another age, and sometimes nobody comes. */
function ofAge(goods: Goods, chance: Chance): Step[] {
  const one = (): Step => ({ kind: 'scan', data: chance.pick(goods.restricted) });
  return [
    one(),
    ...some<Step>(chance, 0.3, [one()]),
    ...some<Step>(chance, 0.9, [{ kind: 'staff' }]),
    ...some<Step>(chance, 0.2, [{ kind: 'undo' }]),
    ...some<Step>(chance, 0.3, [one(), { kind: 'staff' }]),
  ];
}

function checkout(goods: Goods, chance: Chance): Step[] {
  return [
    { kind: 'review' },
    ...some<Step>(chance, 0.1, [{ kind: 'back' }, scan(goods, chance), { kind: 'review' }]),
    ...some<Step>(chance, 0.2, [{ kind: 'printer', trouble: trouble(chance) }]),
    ...some<Step>(chance, 0.02, [{ kind: 'unplugTerminal', forMs: chance.int(50, 600) }]),
    ...some<Step>(chance, 0.02, [{ kind: 'restartTerminal', forMs: chance.int(50, 600) }]),
    ...some<Step>(chance, 0.03, [{ kind: 'unasked', amount: chance.int(1, 5_000) }]),
    payment(chance),
    {
      kind: 'orElse',
      next: chance.happens(0.6) ? 'payAgain' : 'giveUp',
      mode: second(chance),
      reversal: takesBack(chance),
    },
    { kind: 'staff' },
    goodbye(chance),
  ];
}

function goodbye(chance: Chance): Step {
  return { kind: 'goodbye', how: chance.pick(['touch', 'scanNext', 'waitForPaper'] as const) };
}

function beginning(goods: Goods, chance: Chance): Step[] {
  return chance.happens(0.4) ? [{ kind: 'touch' }, scan(goods, chance)] : [scan(goods, chance)];
}

function edits(goods: Goods, chance: Chance): Step[] {
  return Array.from({ length: chance.int(0, 6) }, () => edit(goods, chance));
}

function edit(goods: Goods, chance: Chance): Step {
  return chance.weighted<() => Step>([
    [10, () => scan(goods, chance)],
    [5, () => weighed(goods, chance)],
    [3, () => ({ kind: 'quantity', share: chance.next(), to: chance.int(1, 12) })],
    [2, () => ({ kind: 'void', share: chance.next() })],
    [2, () => ({ kind: 'undo' })],
    [1, () => ({ kind: 'scan', data: unknownBarcode(chance) })],
    [1, () => ({ kind: 'help' })],
    [1, () => ({ kind: 'locale', to: chance.pick(['en', 'de']) })],
  ])();
}

function scan(goods: Goods, chance: Chance): Step {
  return chance.weighted<() => Step>([
    [6, () => ({ kind: 'scan', data: chance.pick(goods.plain) })],
    [2, () => ({ kind: 'scan', data: chance.pick(goods.withDeposit) })],
    [1, () => ({ kind: 'scan', data: scaleLabel('22', chance.pick(goods.weighed), chance.int(50, 3000)) })],
    [1, () => ({ kind: 'scan', data: scaleLabel('21', chance.pick(goods.weighed), chance.int(20, 2000)) })],
    [1, () => ({ kind: 'scan', data: chance.pick(goods.plain), together: [chance.pick(goods.plain)] })],
  ])();
}

/** Heavier than what a scale may be zeroed with, and than what it may not weigh. */
function weighed(goods: Goods, chance: Chance): Step {
  const how = chance.weighted([
    [6, 'rests'],
    [3, 'swings'],
    [1, 'hasty'],
    [1, 'lifted'],
    [1, 'swapped'],
    [2, 'again'],
    [1, 'onTop'],
    [1, 'unplugged'],
  ] as const);
  return { kind: 'weigh', plu: chance.pick(goods.weighed), grams: chance.int(400, 3_000), how };
}

/** A check digit that is wrong nine times in ten, and an item that nobody sells once. */
function unknownBarcode(chance: Chance): string {
  return `40${String(chance.int(0, 99_999_999_999)).padStart(11, '0')}`;
}

function payment(chance: Chance): Step {
  const cardMs = chance.int(0, 30);
  const mode = chance.weighted<() => TerminalMode>([
    [30, () => ({ kind: 'approve' })],
    [5, () => ({ kind: 'decline' })],
    [3, () => ({ kind: 'cancel' })],
    [9, () => ({ kind: 'partial', amount: chance.int(1, 250) })],
    [2, () => ({ kind: 'slow', ms: chance.int(50, 500) })],
    [2, () => ({ kind: 'otherAmount', amount: chance.int(1, 900), takesBack: chance.happens(0.5) })],
    [1, () => ({ kind: 'approveAfterAbort' })],
    [1, () => ({ kind: 'pleaseWait', ms: chance.int(100, 1_500) })],
    [1, () => ({ kind: 'mute', approves: chance.happens(0.5) })],
    [0.3, () => ({ kind: 'silent' })],
    [24, () => broken(chance)],
  ])();
  const step = { kind: 'pay', mode, cardMs } as const;
  if (mode.kind === 'mute') return { ...step, unplugAfterMs: chance.int(100, 600) };
  if (mode.kind !== 'approveAfterAbort' && !chance.happens(0.1)) return step;
  return { ...step, cardMs: chance.int(0, 200), abortAfterMs: chance.int(0, 150) };
}

/** The line or the terminal breaks off in the middle of a transaction of any kind. */
function broken(chance: Chance): TerminalMode {
  const other = () => (chance.happens(0.2) ? { amount: chance.int(1, 900) } : {});
  // A part is approved, and nobody hears of it.
  const part = () => (chance.happens(0.25) ? { most: chance.int(1, 250) } : {});
  return chance.weighted<() => TerminalMode>([
    [3, () => ({ kind: 'lateApproval', ms: chance.int(20, 500), ...other() })],
    [3, () => ({ kind: 'answerLater', ms: chance.int(0, 500), ...other() })],
    [4, () => ({ kind: 'dropBeforeApproval' })],
    [4, () => ({ kind: 'dropAfterApproval', ...part() })],
    [4, () => ({ kind: 'dropBeforeCompletion', ...part() })],
    [4, () => ({ kind: 'cutAt', byte: chance.int(0, 600), ...part() })],
    [2, () => ({ kind: 'powerCut', when: 'beforeApproval', memory: 'kept', forMs: chance.int(30, 600) })],
    [2, () => ({ kind: 'powerCut', when: 'afterApproval', memory: 'kept', forMs: chance.int(30, 600), ...part() })],
  ])();
}

function second(chance: Chance): TerminalMode {
  if (chance.happens(0.7)) return { kind: 'approve' };
  return chance.happens(0.5) ? { kind: chance.pick(['decline', 'cancel'] as const) } : broken(chance);
}

/** How the terminal takes a payment back: mostly it does, sometimes it refuses, sometimes nobody hears what it did. */
function takesBack(chance: Chance): TerminalMode {
  if (chance.happens(0.5)) return { kind: 'approve' };
  if (chance.happens(0.4)) return { kind: 'decline' };
  return chance.weighted<() => TerminalMode>([
    [2, () => ({ kind: 'dropBeforeApproval' })],
    [2, () => ({ kind: 'dropAfterApproval' })],
    [2, () => ({ kind: 'dropBeforeCompletion' })],
    [2, () => ({ kind: 'cutAt', byte: chance.int(0, 300) })],
    [1, () => ({ kind: 'powerCut', when: 'afterApproval', memory: 'kept', forMs: chance.int(30, 600) })],
  ])();
}

function refund(chance: Chance): Step {
  const mode = chance.weighted<() => TerminalMode>([
    [10, () => ({ kind: 'approve' })],
    [1, () => ({ kind: 'decline' })],
    [1, () => ({ kind: 'cancel' })],
    [6, () => broken(chance)],
  ])();
  return { kind: 'refund', share: chance.next(), whole: chance.happens(0.4), mode };
}

function trouble(chance: Chance): PrinterTrouble {
  if (chance.happens(0.4)) return { kind: 'paperEnds', rows: chance.int(1, 900) };
  const forMs = chance.int(20, 400);
  if (chance.happens(0.4))
    return {
      kind: 'stops',
      rows: chance.int(1, 900),
      by: chance.pick(['cover', 'jam', 'power'] as const),
      forMs: forMs + 300,
    };
  return { kind: chance.pick(['paperOut', 'coverOpen', 'jam', 'unplugged'] as const), forMs };
}

function some<T>(chance: Chance, share: number, steps: readonly T[]): readonly T[] {
  return chance.happens(share) ? steps : [];
}
