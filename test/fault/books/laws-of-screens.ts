import { type KioskView, situationOf } from '../product.ts';
import { type Attempt, movedBy, type Sale, salesIn } from '../product-journal.ts';
import type { JournalBook } from './journal.ts';
import type { Books } from './laws.ts';
import { answersLane, ownerless } from './laws-of-money.ts';

/**
 * What the last screen before a kill said of money that is not so: that nothing was taken, and the terminal has it or it is still to be found
 * out; or nothing at all, while some was under way. `cameUp`: the lane had been in service since its start, so it knew.
 */
export function untrueScreen(shown: KioskView, books: Books, cameUp: boolean): string[] {
  const situation = situationOf(shown);
  const known = [...salesIn(books.journal.entries).values()];
  const isHurt = ({ id }: Sale) => books.damaged?.sales.has(id) === true;
  const all = known.filter((sale) => !isHurt(sale));
  switch (situation.kind) {
    case 'notPaid': {
      const sale = lastPaying(books.journal, known);
      return sale !== undefined && isHurt(sale) ? [] : saidNotTaken(situation.amount, sale, books);
    }
    case 'unavailable':
      return situation.money || !cameUp ? [] : keptSilent('is out of service', all);
    case 'closed':
    case 'idle':
      return keptSilent('waits for the next shopper', all, beginsHere);
    default:
      return [];
  }
}

function saidNotTaken(amount: number, sale: Sale | undefined, books: Books): string[] {
  const attempts = [...(sale?.attempts.values() ?? [])];
  const at = attempts.findLastIndex(({ state, asked }) => state === 'notPaid' && asked === amount);
  if (at < 0) return [`the screen said that ${amount} were not taken, and on disk nothing says so`];
  // The shopper may have begun another payment since.
  const later = attempts.slice(at + 1).filter(({ state }) => state === 'open');
  const taken = ownerless('payment', books).filter((it) => answersLane(it) && it.asked === amount);
  return taken
    .slice(later.length)
    .map(
      (it) =>
        `the screen said that ${amount} were not taken, and the terminal has ${it.amount} (receipt ${it.receiptNumber})`,
    );
}

/** A refund is begun on that very screen, and the next one may still be on its way to it when the edge is killed. */
const beginsHere = ({ direction, state }: Attempt): boolean => direction === 'refund' && state === 'open';

function keptSilent(
  how: string,
  sales: readonly Sale[],
  excused: (attempt: Attempt) => boolean = () => false,
): string[] {
  return sales
    .filter(({ state }) => state === 'open')
    .flatMap((sale) => [...sale.attempts.values()])
    .filter((it) => isUnderWay(it) && !excused(it))
    .map((it) => `the screen said that the lane ${how}, and ${it.direction} ${it.id} of ${it.asked} is ${it.state}`);
}

/** An intention alone may have failed on its way to the disk: then nothing was sent. */
function isUnderWay(attempt: Attempt): boolean {
  const { state, sent } = attempt;
  return movedBy(attempt) !== 0 || state === 'reversalQueued' || (state === 'open' && sent);
}

/** Of these transactions the one that had money asked for last: one that was put aside, or found again, may have begun before others. */
export function lastPaying({ entries }: JournalBook, sales: readonly Sale[]): Sale | undefined {
  const byId = new Map(sales.map((sale) => [sale.id, sale]));
  const last = entries.findLast(({ kind, body }) => kind === 'PaymentIntended' && byId.has(String(body.transactionId)));
  return byId.get(String(last?.body.transactionId));
}
