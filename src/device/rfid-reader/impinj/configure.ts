import type { RestClient } from '../../transport/rest.ts';
import type { Seen } from '../reader-care.ts';
import type { ImpinjSettings } from './profile.ts';
import { type Outcome, presetOf, start, stateOf, stop, storePreset, watchInputs } from './rest-calls.ts';

/** Where a reader differs that does not tell of its inputs. */
export const INPUTS = 'inputs';

const REFUSED: Seen = { kind: 'refused', code: 'DEVICE_CONFIG_REFUSED' };

/**
 * Brings the reader to what it is to carry: its preset is read, stored where it differs (flash wears), read again and compared; then
 * it is started, unless it already runs it.
 * @param starting runs before the reader is told to read, since its reads may overtake its answer.
 */
export async function configure(rest: RestClient, settings: ImpinjSettings, starting: () => void): Promise<Seen> {
  let preset = await presetOf(rest, settings);
  if (preset.kind === 'failed') return away(preset);
  const stale = preset.kind === 'other';
  if (stale) {
    const stored = await storePreset(rest, settings);
    if (stored.kind !== 'done') return stored.kind === 'failed' ? away(stored) : REFUSED;
    preset = await presetOf(rest, settings);
    if (preset.kind === 'failed') return away(preset);
  }
  const watched: Outcome = settings.inputs.length === 0 ? { kind: 'done' } : await watchInputs(rest, settings);
  if (watched.kind === 'failed') return away(watched);
  const begun = await begin(rest, settings, stale, starting);
  if (begun !== null) return begun;
  // A reader whose firmware does not tell of its inputs reads tags as well as any other.
  const { told } = preset;
  if (watched.kind === 'refused') return { kind: 'reading', drift: INPUTS, told };
  return { kind: 'reading', drift: preset.kind === 'other' ? preset.at : null, told };
}

/** Null when it reads. A preset that was changed while it ran is only taken up by a new start. */
export async function begin(
  rest: RestClient,
  settings: ImpinjSettings,
  anew: boolean,
  starting: () => void,
): Promise<Exclude<Seen, { kind: 'reading' }> | null> {
  const state = await stateOf(rest, settings);
  if (state.kind === 'failed') return away(state);
  if (state.kind === 'idle' || anew) {
    const stopped = await stop(rest);
    if (stopped.kind === 'failed') return away(stopped);
    starting();
    const started = await start(rest, settings);
    if (started.kind !== 'done')
      return started.kind === 'failed' ? away(started) : { kind: 'refused', code: 'DEVICE_READING_STOPPED' };
  } else starting();
  return null;
}

function away({ code }: Extract<Outcome, { kind: 'failed' }>): Extract<Seen, { kind: 'away' }> {
  return { kind: 'away', code };
}
