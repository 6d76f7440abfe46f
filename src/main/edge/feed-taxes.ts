import { taxRatesSchema } from '../../domain/tax/rate-schema.ts';
import type { CatalogueStore } from '../../storage/index.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { LaneSettings } from '../../workstation/selling/lane-settings.ts';
import { defined } from './defined.ts';

/**
 * The settings of a lane whose rates of tax are the feed's where the feed has any; a basket keeps those that it began with. Rates that don't
 * go together are left aside, and those before stay.
 */
export function withFeedTaxes(
  settings: LaneSettings,
  catalogue: Pick<CatalogueStore, 'version' | 'fed'>,
  log: Log,
): LaneSettings {
  const own = settings.tax;
  let seen = '';
  let tax = own;
  return {
    ...settings,
    get tax() {
      const version = catalogue.version();
      if (version === seen) return tax;
      seen = version;
      const rows = catalogue.fed('taxes');
      if (rows === null || rows.length === 0) {
        tax = own;
        return tax;
      }
      const rates = taxRatesSchema.safeParse(rows.map(({ value }) => JSON.parse(value)));
      if (rates.success) tax = { ...own, rates: rates.data.map(defined) };
      else log.error('feed.taxesRefused', { version });
      return tax;
    },
  };
}
