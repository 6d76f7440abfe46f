import type { PaymentScreen } from '../../../protocol/view.ts';
import type { CardPose } from '../drawings/PaymentScene.tsx';
import type { TerminalFace } from '../drawings/Terminal.tsx';

export interface Pose {
  readonly face: TerminalFace;
  readonly card: CardPose;
}

/** How the drawn terminal stands for what the real one is doing. Prompts that this kiosk does not know show the amount. */
export function pose(screen: Pick<PaymentScreen, 'direction' | 'phase' | 'prompt'>, amount: string): Pose {
  if (screen.direction === 'refund' && screen.phase === 'follow' && screen.prompt === null)
    return { face: { kind: 'busy' }, card: 'none' };
  const waiting: Pose = { face: { kind: 'amount', text: amount }, card: 'tap' };
  switch (screen.phase) {
    case 'starting':
      return { face: { kind: 'busy' }, card: 'none' };
    case 'cancelling':
      return { face: { kind: 'stopped' }, card: 'none' };
    case 'approved':
      return { face: { kind: 'approved' }, card: 'none' };
    case 'follow':
      switch (screen.prompt?.id) {
        case 'prompt.insertCard':
          return { face: { kind: 'amount', text: amount }, card: 'inserted' };
        case 'prompt.enterPin':
          return { face: { kind: 'pin' }, card: 'inserted' };
        case 'prompt.processing':
        case 'prompt.wait':
          return { face: { kind: 'busy' }, card: 'inserted' };
        case 'prompt.removeCard':
          return { face: { kind: 'amount', text: amount }, card: 'taken' };
        default:
          return waiting;
      }
  }
}
