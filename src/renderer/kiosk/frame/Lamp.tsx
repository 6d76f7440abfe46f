import type { KioskView } from '../../../protocol/view.ts';
import { useLane } from '../../ui/lane.ts';

type Light = KioskView['light'];

/** A shape for each colour: a lamp is told apart without its colour too. */
const SHAPE: Readonly<Record<Light, string>> = {
  green: 'M10 4a6 6 0 1 1 0 12 6 6 0 0 1 0-12z',
  amber: 'M10 2.5 18.5 17.5h-17z',
  red: 'M3 3h14v14H3z',
};

/** The lane light as it shines above the lane, small: a disc, a triangle or a square. */
export function Lamp({ light }: { light: Light }) {
  const { say } = useLane();
  return (
    <svg className={`lamp ${light}`} viewBox="0 0 20 20" role="img" aria-label={say(`kiosk.light.${light}`)}>
      <path d={SHAPE[light]} />
    </svg>
  );
}
