import { type Finished, type KioskView, shownBasket, situationOf } from '../product.ts';
import { awaitsPaper, basketText, movedBy, type Sale, salesIn } from '../product-journal.ts';
import type { JournalBook } from './journal.ts';
import { lastPaying } from './laws-of-screens.ts';

/** What a kiosk showed that was not on disk when the power went: nothing may be. `shown` is its last view before the kill. */
export function shownTooEarly(shown: KioskView, journal: JournalBook): string[] {
  const situation = situationOf(shown);
  const sales = salesIn(journal.entries);
  switch (situation.kind) {
    case 'basket':
    case 'review': {
      const sale = sales.get(situation.basket.transactionId);
      if (sale === undefined) return [`a basket was shown, and its sale is not on disk`];
      return sale.baskets.has(shownBasket(situation.basket)) ? [] : [`a basket was shown that was never on disk`];
    }
    case 'thanks':
      return [...sales.values()].some((sale) => isOf(situation, sale))
        ? []
        : [
            `thanks for ${situation.paid} (exit code ${situation.exitCode}) were shown, and no such sale is complete on disk`,
          ];
    case 'paying': {
      const attempts = [...(lastPaying(journal, [...sales.values()])?.attempts.values() ?? [])];
      return attempts.some(({ asked }) => asked === situation.amount)
        ? []
        : [`a payment of ${situation.amount} was shown, and its intention is not the last on disk`];
    }
    default:
      return [];
  }
}

/**
 * What the first view after a restart lacks of what was on disk: the same basket, the finished sale, or "checking". `damaged`: sales that
 * lost entries; what such a one that is still open can be brought back to, nobody can say.
 */
export function notRestored(
  shown: KioskView,
  { entries }: JournalBook,
  damaged: ReadonlySet<string> = new Set(),
): string[] {
  const situation = situationOf(shown);
  const open = [...salesIn(entries).values()].filter(({ state }) => state === 'open');
  if (open.some(({ id }) => damaged.has(id))) return [];
  const sale = open.at(-1);
  const wrong = (expected: string) => [`after the restart the screen says ${describe(shown)}, and not ${expected}`];
  if (sale === undefined) {
    // Nothing was open: the next shopper's screen, goodbye to the last one, or a question about their receipt.
    if (situation.kind === 'idle' || situation.kind === 'closed') return [];
    const isFinished = situation.kind === 'thanks' || (situation.kind === 'asking' && situation.question === 'receipt');
    const last = isFinished && [...salesIn(entries).values()].some((it) => awaitsPaper(it) && isOf(situation, it));
    return last ? [] : wrong('that it is free, or of which sale the receipt is in doubt');
  }
  const attempts = [...sale.attempts.values()];
  if (attempts.some(({ state }) => state === 'open' || state === 'reversalQueued')) {
    // The answer can be there before the first view.
    const found = ['notPaid', 'partial', 'thanks', 'asking', 'idle', 'refundFailed'];
    const onTheWay = sale.returnOf === null ? [] : ['paying'];
    return ['checking', 'needsStaff', ...found, ...onTheWay].includes(situation.kind)
      ? []
      : wrong('that the payment is being checked');
  }
  const paid = attempts.reduce((sum, attempt) => sum + movedBy(attempt), 0);
  if (sale.returnOf !== null) {
    const expected = paid === sale.total ? ['thanks', 'asking'] : ['refundFailed'];
    return expected.includes(situation.kind) ? [] : wrong(`that ${paid} of ${sale.total} went back`);
  }
  if (paid > 0 && paid === sale.total)
    return situation.kind === 'thanks' && situation.paid === paid ? [] : wrong('thanks for a sale that is paid');
  if (paid > 0) {
    const same =
      situation.kind === 'partial' && situation.paid === paid && situation.remaining === (sale.total ?? 0) - paid;
    return same ? [] : wrong(`that ${paid} of ${sale.total} is paid`);
  }
  return sameBasket(sale, shown) ? [] : wrong(`the basket of ${sale.lines.size} lines`);
}

/** Half of all visits cost the same, so the amount alone says nothing. Of a return, which has no code, there is no more. */
function isOf({ paid, refund, exitCode }: Finished, sale: Sale): boolean {
  if (sale.state !== 'completed' || Math.abs(sale.total ?? 0) !== paid) return false;
  return refund ? sale.returnOf !== null : exitCode !== null && sale.exitCode === exitCode;
}

function sameBasket(sale: Sale, shown: KioskView): boolean {
  const situation = situationOf(shown);
  if (situation.kind !== 'basket' && situation.kind !== 'review') return situation.kind === 'notPaid';
  return situation.basket.transactionId === sale.id && shownBasket(situation.basket) === basketText(sale.lines);
}

function describe(view: KioskView): string {
  const situation = situationOf(view);
  return 'basket' in situation
    ? `${situation.kind} of ${situation.basket.lines.length} lines`
    : JSON.stringify(situation);
}
