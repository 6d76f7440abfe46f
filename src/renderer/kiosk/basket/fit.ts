export interface Fit {
  /** Height of the window onto the rows, in px; null when all of them fit. */
  readonly height: number | null;
  /** Rows that do not show at the top of the list. */
  readonly hidden: number;
}

/**
 * How many whole rows fit. `bottoms` are the rows' lower edges from the top of the list, `room` the height for rows and button,
 * `button` the height of the button that says how many more there are, its gap included; all px. One row shows, even if it is cut.
 */
export function wholeRows(bottoms: readonly number[], room: number, button: number): Fit {
  const end = bottoms.at(-1) ?? 0;
  if (end <= room) return { height: null, hidden: 0 };
  const left = Math.max(0, room - button);
  const shown = Math.max(1, bottoms.filter((bottom) => bottom <= left).length);
  return { height: Math.min(bottoms[shown - 1]!, left), hidden: bottoms.length - shown };
}

/** Rows below the window when the list is scrolled by `scrolled` px; a row counts when more than a pixel of it is missing. */
export function rowsBelow(bottoms: readonly number[], height: number, scrolled: number): number {
  return bottoms.filter((bottom) => bottom > scrolled + height + 1).length;
}

/** Where the next page begins: the top of the first row below the window. */
export function nextPage(bottoms: readonly number[], height: number, scrolled: number): number {
  const below = rowsBelow(bottoms, height, scrolled);
  return below === 0 ? 0 : (bottoms[bottoms.length - below - 1] ?? 0);
}
