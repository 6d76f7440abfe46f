import type { Refusal, TransactionCommand } from './commands.ts';
import { decideBasket } from './decide-basket.ts';
import { startReturn } from './decide-return.ts';
import { decideTender } from './decide-tender.ts';
import type { TransactionEvent } from './events.ts';
import type { Transaction } from './transaction.ts';

export type Decision =
  | { readonly kind: 'events'; readonly events: readonly TransactionEvent[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What follows from a command in a state: the events to record, or why none. Pure. */
export function decide(state: Transaction | null, command: TransactionCommand): Decision {
  if (command.kind === 'start') return state === null ? start(command) : refused('alreadyStarted');
  if (command.kind === 'startReturn') return state === null ? startReturn(command) : refused('alreadyStarted');
  if (state === null) return refused('notStarted');
  switch (command.kind) {
    case 'addItem':
    case 'presentCoupon':
    case 'repinPromotions':
    case 'changeQuantity':
    case 'voidLine':
    case 'takeBack':
    case 'undo':
    case 'cancel':
    case 'suspend':
    case 'settleIntervention':
      return decideBasket(state, command);
    case 'recall': {
      const { at: recalledAt, operatorId } = command;
      return state.phase === 'suspended'
        ? events({ kind: 'TransactionRecalled', body: { recalledAt, operatorId } })
        : refused('notSuspended');
    }
    case 'printStarted':
      return state.phase === 'completed'
        ? events({ kind: 'ReceiptPrintStarted', body: { jobId: command.jobId, copy: command.copy } })
        : refused('notPaid');
    case 'printEnded': {
      const { jobId, outcome, cause, toldBy } = command;
      const body = {
        jobId,
        medium: 'paper' as const,
        outcome,
        ...(cause === undefined ? {} : { cause }),
        ...(toldBy === undefined ? {} : { toldBy }),
      };
      return state.phase === 'completed' ? events({ kind: 'ReceiptIssued', body }) : refused('notPaid');
    }
    default:
      return decideTender(state, command);
  }
}

function start(command: Extract<TransactionCommand, { kind: 'start' }>): Decision {
  const { at, trigger, currency, locale, training, tax, promotionSet } = command;
  const rules = {
    rates: tax.rates.map((rate) => ({ ...rate })),
    pricesIncludeTax: tax.pricesIncludeTax,
    rounding: tax.rounding,
  };
  return events(
    { kind: 'TransactionStarted', body: { startedAt: at, trigger, currency, locale, training, tax: rules } },
    { kind: 'PromotionsPinned', body: { setHash: promotionSet, at } },
  );
}

/** A decision that something happens. */
export function events(...list: readonly TransactionEvent[]): Decision {
  return { kind: 'events', events: list };
}

/** A decision that nothing happens, and why. */
export function refused(refusal: Refusal): Decision {
  return { kind: 'refused', refusal };
}
