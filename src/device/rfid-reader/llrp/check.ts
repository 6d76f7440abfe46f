import { configurationRequest } from './configuration.ts';
import { compareConfiguration, type Drift } from './drift.ts';
import type { LlrpMessage } from './framer.ts';
import { message } from './message.ts';
import { MESSAGE } from './numbers.ts';
import { rospecDrift } from './rospec-drift.ts';
import type { LlrpSettings } from './settings.ts';
import type { Setup } from './setup.ts';
import { statusOf } from './status.ts';

/** A comparison of a reader that reads: first what it is set to, then the operation that it is at. */
export interface Check {
  readonly step: 'configuration' | 'rospecs';
  /** Id of the request that is not answered yet. */
  readonly id: number;
  /** What the outputs were when it was asked. */
  readonly outputs: ReadonlyMap<number, boolean>;
  readonly drift: readonly Drift[];
}

export type CheckResult =
  | { readonly kind: 'ask'; readonly check: Check; readonly request: Uint8Array }
  | { readonly kind: 'compared'; readonly drift: readonly Drift[] }
  /** Not an answer to what was asked, or none that says anything: it is asked again next time. */
  | { readonly kind: 'other' | 'failed' };

export function beginCheck(
  { version }: Setup,
  outputs: ReadonlyMap<number, boolean>,
  id: number,
): Extract<CheckResult, { kind: 'ask' }> {
  const check = { step: 'configuration', id, outputs: new Map(outputs), drift: [] } as const;
  return { kind: 'ask', check, request: message(version, MESSAGE.getReaderConfig, id, configurationRequest()) };
}

/** What follows from an answer. `nextId` is for what is asked next. */
export function continueCheck(
  check: Check,
  answer: LlrpMessage,
  setup: Setup,
  settings: LlrpSettings,
  nextId: number,
): CheckResult {
  const { capabilities, version } = setup;
  if (answer.id !== check.id || capabilities === null) return { kind: 'other' };
  const asked = check.step === 'configuration' ? MESSAGE.getReaderConfigResponse : MESSAGE.getRospecsResponse;
  if (answer.type !== asked || statusOf(answer.type, answer) !== 0) return { kind: 'failed' };
  if (check.step === 'rospecs') {
    return { kind: 'compared', drift: [...check.drift, ...rospecDrift(answer, settings, version, capabilities)] };
  }
  const reported = compareConfiguration(answer, settings, capabilities, check.outputs);
  if (reported === null) return { kind: 'failed' };
  const next = { ...check, step: 'rospecs', id: nextId, drift: reported.drift } as const;
  return { kind: 'ask', check: next, request: message(version, MESSAGE.getRospecs, nextId) };
}
