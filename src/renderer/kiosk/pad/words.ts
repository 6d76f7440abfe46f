import type { PadScreen } from '../../../protocol/view.ts';
import type { Lane } from '../../ui/lane.ts';

/** What the count is about, in words: the heading, and the one thing to do. */
export function padWords(
  { state, count, held }: Pick<PadScreen, 'state' | 'count' | 'held'>,
  { say }: Pick<Lane, 'say'>,
): { readonly title: string; readonly detail: string } {
  if (state === 'counted')
    return { title: say('kiosk.pad.counted', { count }), detail: say('kiosk.pad.counted.detail') };
  if (state === 'held') return { title: say('kiosk.pad.held', { count: held }), detail: say('kiosk.pad.held.detail') };
  return { title: say(`kiosk.pad.${state}`), detail: say(`kiosk.pad.${state}.detail`) };
}
