const MM_PER_INCH = 25.4;

/**
 * Pixels of the page per millimetre of glass: the window fills the panel, so its diagonal in pixels is the panel's diagonal.
 * `diagonalInches` must be more than 0; a window without size gives 0.
 */
export function pixelsPerMillimetre(diagonalInches: number, width: number, height: number): number {
  return Math.hypot(width, height) / (diagonalInches * MM_PER_INCH);
}
