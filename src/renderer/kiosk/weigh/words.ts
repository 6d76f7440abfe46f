import type { WeighScreen } from '../../../protocol/view.ts';
import type { Lane } from '../../ui/lane.ts';

/** The one thing to do about goods on the scale, or that they are weighed. */
export function weighPrompt({ weight }: Pick<WeighScreen, 'weight'>, { say }: Pick<Lane, 'say'>): string {
  if (weight.kind === 'stable') return say('kiosk.weigh.stable');
  return say(weight.why === 'tare' ? 'kiosk.weigh.tooLight' : `kiosk.weigh.${weight.why}`);
}

/** Weight, unit price and price in one breath; without a weight, what to do. */
export function weighSpeech(screen: WeighScreen, lane: Pick<Lane, 'say' | 'money' | 'weight'>): string {
  const { weight, unitPrice } = screen;
  if (weight.kind === 'none') return weighPrompt(screen, lane);
  return lane.say('kiosk.weigh.spoken', {
    weight: lane.weight(weight.net),
    unitPrice: lane.say('kiosk.basket.perKilo', { price: lane.money(unitPrice) }),
    price: lane.money(weight.price),
  });
}
