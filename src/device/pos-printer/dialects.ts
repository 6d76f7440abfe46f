import type { PrinterDialect } from './dialect.ts';
import { EscPosDialect } from './esc-pos.ts';
import type { PosPrinterProfile } from './profile.ts';
import { StarDialect } from './star.ts';

/** The language of one printer of this model. */
export function dialectOf(profile: PosPrinterProfile): PrinterDialect {
  return profile.language === 'esc-pos' ? new EscPosDialect(profile) : new StarDialect(profile);
}
