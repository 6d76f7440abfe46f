import type { RestClient } from '../../transport/rest.ts';
import type { ImpinjSettings } from './profile.ts';
import { type Outcome, presetOf, start, stateOf, stop, storePreset, watchInputs } from './rest-calls.ts';

/** What came of configuring a reader and having it read. */
export type Configured =
  /** `drift`: where what it carries differs, null where it does not. */
  | { readonly kind: 'reading'; readonly drift: string | null }
  | { readonly kind: 'refused'; readonly code: 'DEVICE_CONFIG_REFUSED' | 'DEVICE_READING_STOPPED' }
  | Extract<Outcome, { kind: 'failed' }>;

/** Where a reader differs that does not tell of its inputs. */
export const INPUTS = 'inputs';

const REFUSED: Configured = { kind: 'refused', code: 'DEVICE_CONFIG_REFUSED' };

/**
 * Brings the reader to what it is to carry: its preset is read, stored where it differs (flash wears), read again and compared; then
 * it is started, unless it already runs it.
 * @param starting runs before the reader is told to read, since its reads may overtake its answer.
 */
export async function configure(rest: RestClient, settings: ImpinjSettings, starting: () => void): Promise<Configured> {
  let preset = await presetOf(rest, settings);
  if (preset.kind === 'failed') return preset;
  const stale = preset.kind === 'other';
  if (stale) {
    const stored = await storePreset(rest, settings);
    if (stored.kind !== 'done') return stored.kind === 'failed' ? stored : REFUSED;
    preset = await presetOf(rest, settings);
    if (preset.kind === 'failed') return preset;
  }
  const watched: Outcome = settings.inputs.length === 0 ? { kind: 'done' } : await watchInputs(rest, settings);
  if (watched.kind === 'failed') return watched;
  const begun = await begin(rest, settings, stale, starting);
  if (begun !== null) return begun;
  // A reader whose firmware does not tell of its inputs reads tags as well as any other.
  if (watched.kind === 'refused') return { kind: 'reading', drift: INPUTS };
  return { kind: 'reading', drift: preset.kind === 'other' ? preset.at : null };
}

/** Null when it reads. A preset that was changed while it ran is only taken up by a new start. */
export async function begin(
  rest: RestClient,
  settings: ImpinjSettings,
  anew: boolean,
  starting: () => void,
): Promise<Exclude<Configured, { kind: 'reading' }> | null> {
  const state = await stateOf(rest, settings);
  if (state.kind === 'failed') return state;
  if (state.kind === 'idle' || anew) {
    const stopped = await stop(rest);
    if (stopped.kind === 'failed') return stopped;
    starting();
    const started = await start(rest, settings);
    if (started.kind !== 'done')
      return started.kind === 'failed' ? started : { kind: 'refused', code: 'DEVICE_READING_STOPPED' };
  } else starting();
  return null;
}
