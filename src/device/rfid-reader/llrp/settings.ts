import type { ReaderCapabilities } from './capabilities.ts';
import type { LlrpOptions, LlrpProfile } from './profile.ts';

/** What a reader is to do: its profile, with what the store says of this very one. */
export type LlrpSettings = Pick<
  LlrpProfile,
  'newestVersion' | 'antennas' | 'powerDbm' | 'mode' | 'session' | 'population' | 'report' | 'inputs'
> & { readonly keepaliveMs: number };

export function settingsOf(profile: LlrpProfile, options: LlrpOptions): LlrpSettings {
  const { newestVersion, mode, population, report, heartbeat } = profile;
  return {
    newestVersion,
    mode,
    population,
    report,
    keepaliveMs: heartbeat.everyMs,
    antennas: options.antennas ?? profile.antennas,
    inputs: options.inputs ?? profile.inputs,
    powerDbm: options.powerDbm ?? profile.powerDbm,
    session: options.session ?? profile.session,
  };
}

/** Index of the strongest entry of the reader's power table that is not above what is wanted; null where none is wanted or none fits. */
export function powerIndex(powerDbm: number | null, { powers }: Pick<ReaderCapabilities, 'powers'>): number | null {
  if (powerDbm === null) return null;
  const fitting = powers.filter(({ centiDbm }) => centiDbm <= powerDbm * 100);
  if (fitting.length === 0) return null;
  return fitting.reduce((best, each) => (each.centiDbm > best.centiDbm ? each : best)).index;
}
