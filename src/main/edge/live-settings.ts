import { taxRatesSchema } from '../../domain/tax/rate-schema.ts';
import type { CatalogueStore } from '../../storage/index.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { LaneSettings } from '../../workstation/selling/lane-settings.ts';
import { defined } from './defined.ts';
import type { DesiredConfig } from './desired.ts';

/**
 * The settings of a lane whose rates of tax are the feed's where the feed has any; a basket keeps those that it began with. Rates that don't
 * go together are left aside, and those before stay. Its times are what the office has set, where it has.
 */
export function withFeed(
  settings: LaneSettings,
  catalogue: Pick<CatalogueStore, 'version' | 'fed'>,
  desired: Pick<DesiredConfig, 'value'>,
  log: Log,
): LaneSettings {
  const own = settings.tax;
  let seen = '';
  let tax = own;
  return {
    ...settings,
    get thankYouSeconds() {
      return desired.value('kiosk.thankYouSeconds', settings.thankYouSeconds);
    },
    get idleSeconds() {
      return desired.value('kiosk.idleSeconds', settings.idleSeconds);
    },
    get idleWarningSeconds() {
      return desired.value('kiosk.idleWarningSeconds', settings.idleWarningSeconds);
    },
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
