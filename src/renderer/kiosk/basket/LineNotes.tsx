import type { LineView } from '../../../protocol/view.ts';
import { Icon } from '../../ui/Icon.tsx';
import { type Lane, useLane } from '../../ui/lane.ts';
import { Money } from '../../ui/Money.tsx';
import type { LineGroup } from './groups.ts';

/** The price of one piece or one kilogram, in words. */
export function unitPrice(line: LineView, { say, money }: Pick<Lane, 'say' | 'money'>): string {
  const price = money(line.unitPrice);
  return line.quantity === null ? say('kiosk.basket.perKilo', { price }) : say('kiosk.basket.each', { price });
}

/** What hangs on a line: an age check, price changes with their reasons, deposits. Nothing of it can be touched. */
export function LineNotes({ group }: { group: LineGroup }) {
  const { say, count } = useLane();
  const { line, deposits } = group;
  return (
    <>
      {line.waiting === 'age' && (
        <p className="why waiting">
          <span className="word">
            <Icon name="user-check" />
            {say('kiosk.basket.ageCheck')}
          </span>
        </p>
      )}
      {line.modifiers.map(({ title, amount }) => (
        <p className="why saving" key={`${title}/${amount}`}>
          <span className="word">
            <Icon name="badge-percent" />
            {title}
          </span>
          <Money amount={-amount} />
        </p>
      ))}
      {deposits.map(({ lineId, name, quantity, gross }) => (
        <p className="why deposit" key={lineId} data-line-id={lineId}>
          <span className="word">
            {quantity !== null && quantity > 1 ? say('kiosk.basket.pieces', { name, count: count(quantity) }) : name}
          </span>
          <Money amount={gross} />
        </p>
      ))}
    </>
  );
}
