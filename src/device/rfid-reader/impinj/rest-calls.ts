import type { RestAnswer, RestClient } from '../../transport/rest.ts';
import { carriedChecksum, difference, isRecord } from '../json/compare.ts';
import type { ImpinjSettings } from './profile.ts';

/** Paths of "Impinj Reader Configuration REST API" 1.6. */
const API = '/api/v1';
export const STREAM_PATH = `${API}/data/stream`;
/** Where a reader that posts its events is told to post them. The name is ours. */
export const POST_PATH = '/events';

/** What came of talking to the reader. `failed` ends the connection with the code. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed'; readonly code: 'DEVICE_SILENT' | 'DEVICE_UNAUTHORISED' };

/** Where the reader's preset stands: `same` carries what it should, `other` (with the first difference) does not. `told`: checksum of what it carries. */
export type Preset =
  | { readonly kind: 'same'; readonly told: string | null }
  | { readonly kind: 'other'; readonly at: string; readonly told: string | null }
  | Failure;

type Failure = Extract<Outcome, { kind: 'failed' }>;

export type ReaderState = { readonly kind: 'reading' | 'idle' } | Failure;

export async function presetOf(rest: RestClient, { presetId, preset }: ImpinjSettings): Promise<Preset> {
  const answer = await rest.request('GET', presetPath(presetId));
  const failure = failureOf(answer);
  if (failure !== null) return failure;
  if (answer.kind === 'answered' && answer.status !== 200) return { kind: 'other', at: 'presetId', told: null };
  const carried = answer.kind === 'answered' ? answer.body : null;
  const at = difference(preset, carried);
  const told = carriedChecksum(preset, carried);
  return at === null ? { kind: 'same', told } : { kind: 'other', at, told };
}

export function storePreset(rest: RestClient, { presetId, preset }: ImpinjSettings): Promise<Outcome> {
  return tell(rest, 'PUT', presetPath(presetId), preset);
}

/** Whether the reader runs our preset, or is armed to (it waits for a trigger of the preset). */
export async function stateOf(rest: RestClient, { presetId }: ImpinjSettings): Promise<ReaderState> {
  const answer = await rest.request('GET', `${API}/status`);
  const failure = failureOf(answer);
  if (failure !== null) return failure;
  const body = answer.kind === 'answered' && isRecord(answer.body) ? answer.body : {};
  const ours = !isRecord(body.activePreset) || body.activePreset.id === presetId;
  return { kind: ours && (body.status === 'running' || body.status === 'armed') ? 'reading' : 'idle' };
}

/** Ends whatever runs; a reader at which nothing runs may refuse, which is as good. */
export function stop(rest: RestClient): Promise<Outcome> {
  return tell(rest, 'POST', `${API}/profiles/stop`);
}

export function start(rest: RestClient, { presetId }: ImpinjSettings): Promise<Outcome> {
  return tell(rest, 'POST', `${presetPath(presetId)}/start`);
}

/** Firmware that is older than these events refuses this. Body as a public client of the interface sends it; it is not in version 1.6. */
export function watchInputs(rest: RestClient, { inputs }: ImpinjSettings): Promise<Outcome> {
  return tell(rest, 'PUT', `${API}/device/gpis`, {
    gpiTransitionEvents: 'enabled',
    gpiConfigurations: inputs.map(({ port, debounceMs }) => ({
      gpi: port,
      enabled: true,
      debounceMilliseconds: debounceMs,
    })),
  });
}

export function setOutputs(
  rest: RestClient,
  outputs: readonly { readonly port: number; readonly high: boolean }[],
): Promise<Outcome> {
  const gpoConfigurations = outputs.map(({ port, high }) => ({ gpo: port, state: high ? 'high' : 'low' }));
  return tell(rest, 'PUT', `${API}/device/gpos`, { gpoConfigurations });
}

function presetPath(presetId: string): string {
  return `${API}/profiles/inventory/presets/${presetId}`;
}

async function tell(rest: RestClient, method: 'PUT' | 'POST', path: string, body?: unknown): Promise<Outcome> {
  const answer = await rest.request(method, path, body);
  const failure = failureOf(answer);
  if (failure !== null) return failure;
  const accepted = answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
  return { kind: accepted ? 'done' : 'refused' };
}

function failureOf(answer: RestAnswer): Failure | null {
  if (answer.kind === 'failed') return { kind: 'failed', code: 'DEVICE_SILENT' };
  return answer.status === 401 || answer.status === 403 ? { kind: 'failed', code: 'DEVICE_UNAUTHORISED' } : null;
}
