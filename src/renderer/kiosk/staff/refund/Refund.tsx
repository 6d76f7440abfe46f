import { useState } from 'react';
import type { StaffDeskView } from '../../../../protocol/staff-view.ts';
import { Button } from '../../../ui/Button.tsx';
import { useLane } from '../../../ui/lane.ts';
import { ReceiptFoot } from '../../drawings/ReceiptFoot.tsx';
import { DIGIT_KEYS } from '../pad/Keypad.tsx';
import { NumberEntry } from '../pad/NumberEntry.tsx';
import {
  CODE_KEYS,
  CODE_LENGTH,
  receiptNumberRule,
  shownReceiptNumber,
  wholeReceiptNumber,
} from '../pad/receipt-number.ts';
import { RefundLines } from './RefundLines.tsx';

/** Money back: which receipt, what of it comes back, and once more before it goes to the card. */
export function Refund({ desk, home }: { desk: StaffDeskView; home: () => void }) {
  const { say, send, phrase } = useLane();
  const { sale, answer } = desk;
  /** The sale that was looked up before, when another one is wanted: it stands until the next is found. */
  const [done, setDone] = useState<typeof sale>(null);
  if (sale !== null && sale !== done) {
    return <RefundLines key={sale.transactionId} desk={desk} sale={sale} another={() => setDone(sale)} home={home} />;
  }
  const look = (text: string) => {
    const receiptNumber = wholeReceiptNumber(text);
    if (receiptNumber === null) return;
    setDone(null);
    void send({ kind: 'staffFindSale', receiptNumber });
  };
  return (
    <NumberEntry
      title={say('staff.refund.find')}
      note={
        answer === null ? (
          <p className="how">{say('staff.refund.findHow')}</p>
        ) : (
          <p className="wrong">{phrase(answer)}</p>
        )
      }
      rule={receiptNumberRule}
      keys={(text) => (text.length < CODE_LENGTH ? CODE_KEYS : DIGIT_KEYS)}
      shown={shownReceiptNumber}
      complete={(text) => wholeReceiptNumber(text) !== null}
      go={say('staff.refund.look')}
      onDone={look}
      ways={
        <Button icon="arrow-left" turns onPress={home}>
          {say('staff.back')}
        </Button>
      }
    >
      <ReceiptFoot />
    </NumberEntry>
  );
}
