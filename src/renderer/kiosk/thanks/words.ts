import type { MessageId } from '../../../messages/index.ts';
import type { ThanksScreen } from '../../../protocol/view.ts';

/** The sentence about the receipt; of one that may be cut short it depends on whether a copy can be had here. */
export function receiptWords({ receipt, canPrint }: Pick<ThanksScreen, 'receipt' | 'canPrint'>): MessageId {
  return receipt === 'unsure' && canPrint === 'copy' ? 'kiosk.thanks.unsureCopy' : `kiosk.thanks.${receipt}`;
}
