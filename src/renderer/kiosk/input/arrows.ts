export type Direction = 'up' | 'down' | 'left' | 'right';

/** Where something stands on the page, in px. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The direction of an arrow key; null for any other. */
export function arrowDirection(key: string): Direction | null {
  switch (key) {
    case 'ArrowUp':
      return 'up';
    case 'ArrowDown':
      return 'down';
    case 'ArrowLeft':
      return 'left';
    case 'ArrowRight':
      return 'right';
    default:
      return null;
  }
}

/** Being beside the way counts more than being far along it. */
const SIDEWAYS_WEIGHT = 2;

function gap(aStart: number, aEnd: number, bStart: number, bEnd: number): number {
  return Math.max(0, bStart - aEnd, aStart - bEnd);
}

function distance(from: Box, to: Box, direction: Direction): number {
  const vertical = direction === 'up' || direction === 'down';
  const ahead = {
    up: to.top + to.bottom < from.top + from.bottom && to.bottom <= from.top + 1,
    down: to.top + to.bottom > from.top + from.bottom && to.top >= from.bottom - 1,
    left: to.left + to.right < from.left + from.right && to.right <= from.left + 1,
    right: to.left + to.right > from.left + from.right && to.left >= from.right - 1,
  }[direction];
  if (!ahead) return Number.POSITIVE_INFINITY;
  const along = vertical
    ? gap(from.top, from.bottom, to.top, to.bottom)
    : gap(from.left, from.right, to.left, to.right);
  const beside = vertical
    ? gap(from.left, from.right, to.left, to.right)
    : gap(from.top, from.bottom, to.top, to.bottom);
  return along + SIDEWAYS_WEIGHT * beside;
}

/**
 * Index of the box that an arrow leads to from `from` (an index, or -1 when nothing has the focus): the nearest one on that side, else
 * the next or previous one in reading order, so that every one can be reached. Boxes are in reading order; -1 when there are none.
 */
export function nextByArrow(boxes: readonly Box[], from: number, direction: Direction): number {
  const current = boxes[from];
  if (current === undefined) return boxes.length === 0 ? -1 : 0;
  let best = -1;
  let shortest = Number.POSITIVE_INFINITY;
  boxes.forEach((box, index) => {
    if (index === from) return;
    const length = distance(current, box, direction);
    if (length < shortest) {
      shortest = length;
      best = index;
    }
  });
  if (best !== -1) return best;
  const forward = direction === 'down' || direction === 'right';
  return Math.min(boxes.length - 1, Math.max(0, from + (forward ? 1 : -1)));
}
