/** Where one of the goods stands: left edge, size and height above the counter, in hundredths of the counter's width. */
export interface Place {
  readonly x: number;
  readonly size: number;
  readonly lift: number;
  readonly front: boolean;
}

const LARGEST = 46;
const OVERLAP = 0.78;
const BACK_SIZE = 1.12;
const BACK_LIFT = 0.3;

/**
 * Places for `count` goods on a counter: two rows deep from the third on, each good beside the last, the nearer row over the farther
 * one. The newest stands in front. Nothing reaches beyond the counter.
 */
export function arrange(count: number): Place[] {
  const deep = count > 2;
  const inFront = deep ? Math.ceil(count / 2) : count;
  const size = Math.min(LARGEST, 100 / (1 + (inFront - 1) * OVERLAP));
  const step = size * OVERLAP;
  const start = (100 - size - (inFront - 1) * step) / 2;
  return Array.from({ length: count }, (_, index) => {
    const front = !deep || (count - 1 - index) % 2 === 0;
    const place = deep ? Math.floor(index / 2) : index;
    if (front) return { x: start + place * step, size, lift: 0, front };
    const centre = start + size / 2 + (place + (count % 2 === 0 ? 0 : 0.5)) * step;
    const back = size * BACK_SIZE;
    return { x: Math.min(100 - back, Math.max(0, centre - back / 2)), size: back, lift: size * BACK_LIFT, front };
  });
}
