import { memo } from 'react';
import { MOST_PIECES } from '../../../domain/transaction/transaction.ts';
import type { LineView } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';

/** How many, and the way to change it: at one the minus is a bin; what is weighed or labelled has only the bin. */
export const Stepper = memo(function Stepper({ line }: { line: LineView }) {
  const { say, send, weight, count } = useLane();
  const { lineId, name, quantity } = line;
  const change = (to: number) => void send({ kind: 'changeQuantity', lineId, quantity: to });
  const counted = line.canChangeQuantity && quantity !== null;
  const shown = quantity === null ? weight(line.grams ?? 0) : count(quantity);
  const fewer = counted && quantity > 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is a form's; this is two buttons around a number.
    <div
      className={counted ? 'step' : 'step weighed'}
      role="group"
      aria-label={say('kiosk.basket.quantityOf', { name })}
    >
      {fewer ? (
        <Button
          kind="bare"
          icon="minus"
          label={say('kiosk.basket.fewer', { name })}
          onPress={() => change(quantity - 1)}
        />
      ) : (
        <Button
          kind="bare"
          icon="trash-2"
          label={say('kiosk.basket.remove', { name })}
          off={!line.canVoid}
          onPress={() => void send({ kind: 'voidLine', lineId })}
        />
      )}
      <span className="amount">{shown}</span>
      {counted && (
        <Button
          kind="bare"
          icon="plus"
          label={say('kiosk.basket.more', { name })}
          off={quantity >= MOST_PIECES}
          onPress={() => change(quantity + 1)}
        />
      )}
    </div>
  );
});
