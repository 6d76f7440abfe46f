/**
 * All that the fault harness knows of the product's commands and screens; the kinds of its events are in `product-journal.ts`. When the
 * lane learns something new, it is taught here.
 */
import type { KioskCommand } from '../../src/protocol/command.ts';
import type { StaffDeskView, StaffTask } from '../../src/protocol/staff-view.ts';
import type { BasketView, KioskView } from '../../src/protocol/view.ts';
import { basketText } from './product-journal.ts';

export type { KioskCommand, KioskView, StaffDeskView, StaffTask };

/** Where a lane is with its shopper, as far as a shopper can see. */
export type Situation =
  | { readonly kind: 'idle' | 'closed' | 'checking' | 'needsStaff' | 'refundFailed' }
  /** Out of service; `money`: whoever stands there is told that theirs is being found out. */
  | { readonly kind: 'unavailable'; readonly money: boolean }
  /** A question that the shopper has to answer first. */
  | { readonly kind: 'asking'; readonly question: 'unknown' }
  | ({ readonly kind: 'asking'; readonly question: 'receipt' } & Finished)
  | { readonly kind: 'basket' | 'review'; readonly basket: BasketView }
  /** Goods are looked for that carry nothing to scan, or lie on the scale. */
  | { readonly kind: 'finding' | 'weighing' }
  | { readonly kind: 'paying' | 'notPaid'; readonly amount: number }
  | { readonly kind: 'partial'; readonly paid: number; readonly remaining: number }
  | ({ readonly kind: 'thanks'; readonly receipt: string } & Finished);

/** Which sale it is that is over, by the code that lets its shopper out; a return has none. */
export interface Finished {
  readonly paid: number;
  readonly refund: boolean;
  readonly exitCode: string | null;
}

/** Reads a view. A screen that the harness has not been taught is an unknown question. */
export function situationOf({ screen }: KioskView): Situation {
  switch (screen.kind) {
    case 'attract':
      return { kind: screen.state === 'closed' ? 'closed' : 'idle' };
    case 'basket':
    case 'review':
      return { kind: screen.kind, basket: screen.basket };
    case 'find':
      return { kind: 'finding' };
    case 'weigh':
      return { kind: 'weighing' };
    case 'payment':
      return { kind: 'paying', amount: screen.amount };
    case 'thanks': {
      const { paid, refund, receipt, exit } = screen;
      const finished = { paid, refund, exitCode: exit?.code ?? null };
      if (receipt === 'asked') return { kind: 'asking', question: 'receipt', ...finished };
      return { kind: 'thanks', receipt, ...finished };
    }
    case 'unavailable':
      return { kind: 'unavailable', money: screen.money !== null };
    case 'outcome': {
      const { outcome } = screen;
      if (outcome.kind === 'partial') return outcome;
      if (outcome.kind === 'refundFailed') return { kind: 'refundFailed' };
      if (outcome.kind === 'unknown') return { kind: outcome.staffCalled ? 'needsStaff' : 'checking' };
      return { kind: 'notPaid', amount: outcome.amount };
    }
    default:
      return { kind: 'asking', question: 'unknown' };
  }
}

/** What a shopper presses to get on from a screen that asks something; null where there is nothing to press. `came`: their paper did. */
export function answerTo(view: KioskView, came: boolean): KioskCommand | null {
  const situation = situationOf(view);
  return situation.kind === 'asking' && situation.question === 'receipt' ? { kind: 'receiptCame', came } : null;
}

/** The goods that can be picked, as commands name them. */
export function foundBy({ screen }: KioskView): readonly string[] {
  return screen.kind === 'find' ? screen.goods.map(({ itemId }) => itemId) : [];
}

/** The weight that can be taken, as commands name it; null where none is offered. */
export function restingWeight({ screen }: KioskView): number | null {
  return screen.kind === 'weigh' && screen.weight.kind === 'stable' ? screen.weight.weightId : null;
}

/** What a scan changes: the goods on the screen, or the word about one that cannot be sold. */
export function shownGoods(view: KioskView | null): string {
  const situation = view === null ? null : situationOf(view);
  const goods = situation !== null && 'basket' in situation ? shownBasket(situation.basket) : situation?.kind;
  return `${goods} ${view?.notice?.id}`;
}

/** True where the paper can be asked for. */
export function mayPrintAgain({ screen }: KioskView): boolean {
  return screen.kind === 'thanks' && screen.canPrint !== 'no';
}

/** True while the lane wants someone: the light above it shines amber. */
export function callsStaff({ light, help }: KioskView): boolean {
  return light === 'amber' || help === 'called';
}

/** The desk of a staff member who has signed in; null where nobody has. */
export function deskOf({ staff }: KioskView): StaffDeskView | null {
  return staff?.kind === 'desk' ? staff : null;
}

/** The fault code that an unavailable lane shows; null on any other screen. */
export function faultShown({ screen }: KioskView): string | null {
  return screen.kind === 'unavailable' ? screen.code : null;
}

/** A basket as the screen shows it, in the words of `basketText`; a weighed thing is one piece. */
export function shownBasket(basket: BasketView): string {
  return basketText(basket.lines.map((line) => [line.lineId, line.quantity ?? 1]));
}
