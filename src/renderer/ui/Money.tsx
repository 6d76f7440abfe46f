import type { CSSProperties } from 'react';
import type { Minor } from '../../domain/money/money.ts';
import { advance } from './format.ts';
import { useLane } from './lane.ts';

/** An amount on the money axis. */
export function Money({ amount, className = '' }: { amount: Minor; className?: string }) {
  const { money } = useLane();
  return <span className={`money ${className}`}>{money(amount)}</span>;
}

/** An amount at display size; the style sheet shrinks it by its length where the column is too narrow (`--advance`, in em). */
export function BigMoney({ amount }: { amount: Minor }) {
  const text = useLane().money(amount);
  return (
    <span className="money big" style={{ '--advance': advance(text) } as CSSProperties}>
      {text}
    </span>
  );
}
