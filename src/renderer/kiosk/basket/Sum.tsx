import type { ReactNode } from 'react';
import type { BasketView } from '../../../protocol/view.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useLane } from '../../ui/lane.ts';
import { BigMoney, Money } from '../../ui/Money.tsx';
import { useView } from '../frame/view.ts';
import { shownSavings } from './savings.ts';

/** What was saved and why, tax where it comes on top, and the total: always in sight. `children` are rows before the total. */
export function Sum({ basket, children }: { basket: BasketView; children?: ReactNode }) {
  const { say } = useLane();
  const taxOnTop = useView((view) => !view.store.pricesIncludeTax);
  const savings = shownSavings(basket.savings, basket.discount);
  return (
    <div className="sum">
      {savings.rows.map(({ title, amount }, index) => (
        <p className="row saving" key={title}>
          <span className="word">
            <Icon name="badge-percent" />
            {index === 0 ? say('kiosk.basket.savingsWhy', { title }) : title}
          </span>
          <Money amount={-amount} />
        </p>
      ))}
      {savings.others > 0 && (
        <p className="row saving">
          <span className="word">
            <Icon name="badge-percent" />
            {say('kiosk.basket.otherSavings', { count: savings.others })}
          </span>
          <Money amount={-savings.othersAmount} />
        </p>
      )}
      {children ??
        (taxOnTop && (
          <p className="row">
            <span className="word">{say('kiosk.basket.tax')}</span>
            <Money amount={basket.tax} />
          </p>
        ))}
      <p className="row total">
        <span className="label">{say('kiosk.basket.total')}</span>
        <BigMoney amount={basket.total} />
      </p>
    </div>
  );
}
