import type { TerminalMode } from '../../../src/emulator/index.ts';
import type { Chance } from '../chance.ts';
import { type Goods, scaleLabel } from './goods.ts';

/** What becomes of the printer while a receipt is due. */
export type PrinterTrouble =
  | { readonly kind: 'paperOut' | 'coverOpen' | 'unplugged'; readonly forMs: number }
  /** The roll ends so many rows of dots into what is printed next. */
  | { readonly kind: 'paperEnds'; readonly rows: number };

/** One thing that a shopper, or what surrounds them, does. Shares pick a line of the basket by its place, 0 to 1. */
export type Step =
  | { readonly kind: 'touch' }
  | { readonly kind: 'scan'; readonly data: string; readonly together?: readonly string[] }
  | { readonly kind: 'quantity'; readonly share: number; readonly to: number }
  | { readonly kind: 'void'; readonly share: number }
  | { readonly kind: 'undo' | 'help' | 'review' | 'back' | 'walkAway' | 'cancel' }
  | { readonly kind: 'locale'; readonly to: string }
  | { readonly kind: 'pay'; readonly mode: TerminalMode; readonly cardMs: number; readonly abortAfterMs?: number }
  | { readonly kind: 'printer'; readonly trouble: PrinterTrouble }
  /** The terminal's cable is pulled for a while. */
  | { readonly kind: 'unplugTerminal'; readonly forMs: number }
  /** What a payment that is not through leads to; nothing where it is. `mode` is how the terminal takes the second one. */
  | { readonly kind: 'orElse'; readonly next: 'payAgain' | 'giveUp'; readonly mode: TerminalMode }
  | { readonly kind: 'goodbye'; readonly how: 'touch' | 'scanNext' | 'waitForPaper' };

/** One shopper's visit, drawn from chance. */
export function visit(goods: Goods, chance: Chance): Step[] {
  // The same amount again and again is what tells recoveries apart that look at the payment from those that look at the amount.
  const usual: Step = { kind: 'scan', data: goods.plain[0] ?? '' };
  const shopping = chance.happens(0.35) ? [usual] : [...beginning(goods, chance), ...edits(goods, chance)];
  if (chance.happens(0.06)) return [...shopping, { kind: chance.pick(['walkAway', 'cancel'] as const) }];
  return [
    ...shopping,
    { kind: 'review' },
    ...some<Step>(chance, 0.1, [{ kind: 'back' }, scan(goods, chance), { kind: 'review' }]),
    ...some<Step>(chance, 0.2, [{ kind: 'printer', trouble: trouble(chance) }]),
    ...some<Step>(chance, 0.02, [{ kind: 'unplugTerminal', forMs: chance.int(50, 600) }]),
    payment(chance),
    { kind: 'orElse', next: chance.happens(0.6) ? 'payAgain' : 'giveUp', mode: second(chance) },
    { kind: 'goodbye', how: chance.pick(['touch', 'scanNext', 'waitForPaper'] as const) },
  ];
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

/** A check digit that is wrong nine times in ten, and an item that nobody sells once. */
function unknownBarcode(chance: Chance): string {
  return `40${String(chance.int(0, 99_999_999_999)).padStart(11, '0')}`;
}

function payment(chance: Chance): Step {
  const cardMs = chance.int(0, 30);
  const mode = chance.weighted<TerminalMode>([
    [10, { kind: 'approve' }],
    [2, { kind: 'decline' }],
    [1, { kind: 'cancel' }],
    [2, { kind: 'partial', amount: chance.int(1, 250) }],
    [1, { kind: 'slow', ms: chance.int(50, 500) }],
    [2, { kind: 'lateApproval', ms: chance.int(20, 500) }],
    [2, { kind: 'dropBeforeApproval' }],
    [2, { kind: 'dropAfterApproval' }],
    [2, { kind: 'dropBeforeCompletion' }],
  ]);
  if (!chance.happens(0.1)) return { kind: 'pay', mode, cardMs };
  return { kind: 'pay', mode, cardMs: chance.int(0, 200), abortAfterMs: chance.int(0, 150) };
}

function second(chance: Chance): TerminalMode {
  if (chance.happens(0.7)) return { kind: 'approve' };
  return { kind: chance.pick(['decline', 'cancel', 'dropBeforeApproval', 'dropAfterApproval'] as const) };
}

function trouble(chance: Chance): PrinterTrouble {
  if (chance.happens(0.4)) return { kind: 'paperEnds', rows: chance.int(1, 900) };
  return { kind: chance.pick(['paperOut', 'coverOpen', 'unplugged'] as const), forMs: chance.int(20, 400) };
}

function some<T>(chance: Chance, share: number, steps: readonly T[]): readonly T[] {
  return chance.happens(share) ? steps : [];
}
