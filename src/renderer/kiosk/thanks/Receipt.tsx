import type { ThanksScreen } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import type { IconName } from '../../ui/icon-names.ts';
import { useLane } from '../../ui/lane.ts';
import { receiptWords } from './words.ts';

type Props = Pick<ThanksScreen, 'receipt' | 'canPrint'>;

const ICON: Readonly<Record<ThanksScreen['receipt'], IconName>> = {
  printing: 'printer',
  printed: 'printer-check',
  notPrinted: 'printer-x',
  unsure: 'printer-x',
  asked: 'receipt-text',
};

/** What became of the receipt, and the one thing to do about it. Only the shopper can know whether paper came out after a restart. */
export function Receipt(props: Props) {
  const { say, send } = useLane();
  const { receipt, canPrint } = props;
  const came = (answer: boolean) => void send({ kind: 'receiptCame', came: answer });
  return (
    <div className={receipt === 'asked' ? 'paper asked' : 'paper'}>
      <p className="word">
        <Icon name={ICON[receipt]} />
        {say(receiptWords(props))}
      </p>
      {receipt === 'asked' ? (
        <div className="two">
          <Button onPress={() => came(true)}>{say('kiosk.thanks.yes')}</Button>
          <Button onPress={() => came(false)}>{say('kiosk.thanks.no')}</Button>
        </div>
      ) : (
        canPrint !== 'no' && (
          <Button icon="printer" onPress={() => void send({ kind: 'printReceipt' })}>
            {say(`kiosk.thanks.${canPrint}`)}
          </Button>
        )
      )}
    </div>
  );
}
