import { LANGUAGES } from '../../messages/index.ts';
import type { LaneSettings } from '../../workstation/selling/lane-settings.ts';
import type { Config } from './config/index.ts';
import { defined } from './defined.ts';

/** What the lane must know, from what the configuration says. */
export function laneSettings({
  workstation,
  store,
  taxes,
  kiosk,
  pad: { reader: _, ...pad },
  scale,
}: Config): LaneSettings {
  const { id, name, address, taxId, currency, timezone, receiptUrl } = store;
  return {
    workstation: workstation.id,
    label: workstation.label,
    store: {
      id,
      name,
      address,
      currency,
      timezone,
      receiptUrl: receiptUrl ?? null,
      ...(taxId === undefined ? {} : { taxId }),
    },
    tax: { rates: taxes.map(defined), pricesIncludeTax: store.pricesIncludeTax, rounding: store.taxRounding },
    labels: store.labels.map(defined),
    locale: store.locale,
    locales: Object.keys(LANGUAGES),
    cardOnly: kiosk.cardOnly,
    thankYouSeconds: kiosk.thankYouSeconds,
    idleSeconds: kiosk.idleSeconds,
    idleWarningSeconds: kiosk.idleWarningSeconds,
    training: workstation.training,
    pad: { ...pad, companyPrefixes: store.companyPrefixes, hardTags: store.hardTags },
    scale,
  };
}
