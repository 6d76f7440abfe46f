import type { MessageId } from '../../../messages/index.ts';
import type { PaymentScreen } from '../../../protocol/view.ts';

/**
 * What a phase is called, whatever the terminal asks for in it. Money that goes back may need no card: only a prompt sends the
 * shopper to the terminal. The amount is said after "Refunding".
 */
export function phaseWords({ direction, phase }: Pick<PaymentScreen, 'direction' | 'phase'>): MessageId {
  if (direction === 'purchase' || phase === 'cancelling') return `kiosk.payment.${phase}`;
  return phase === 'approved' ? 'kiosk.payment.refunded' : 'kiosk.payment.refunding';
}
