import type { PrinterDialect } from './dialect.ts';
import { type DrawingOptions, drawingOf } from './drawing/index.ts';
import { EscPosDialect } from './esc-pos.ts';
import { StarDialect } from './star.ts';

/** The language of one printer of this model. */
export function dialectOf(options: DrawingOptions): PrinterDialect {
  const { profile } = options;
  const drawing = drawingOf(options);
  return profile.language === 'esc-pos' ? new EscPosDialect(profile, drawing) : new StarDialect(profile, drawing);
}
