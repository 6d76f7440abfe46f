import { isLive, isOpen } from '../../domain/tender/attempt.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { MoneyUnderWay } from './lane-state.ts';

/** What may have moved, or has, of a transaction that is not finished; null where nothing has. */
export function moneyUnderWay(transaction: Transaction | null): MoneyUnderWay | null {
  if (transaction === null || transaction.phase === 'completed' || transaction.phase === 'cancelled') return null;
  const { attempts } = transaction;
  const open = attempts.find(isOpen);
  if (open !== undefined) return { concern: open.direction === 'refund' ? 'refund' : 'payment', amount: open.amount };
  const returning = attempts.filter((it) => it.state === 'reversalQueued');
  if (returning.length > 0) return { concern: 'reversal', amount: returning.reduce((sum, it) => sum + it.approved, 0) };
  const moved = attempts.filter(isLive);
  if (moved.length === 0) return null;
  const concern = transaction.returnOf === null ? 'payment' : 'refund';
  return { concern, amount: moved.reduce((sum, it) => sum + it.approved, 0) };
}
