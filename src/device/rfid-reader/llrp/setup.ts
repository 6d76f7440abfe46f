import { capabilitiesOf, type ReaderCapabilities } from './capabilities.ts';
import { configuration, configurationRequest, type Outputs, ROSPEC_ID, rospec } from './configuration.ts';
import { compareConfiguration, type Drift } from './drift.ts';
import type { LlrpMessage } from './framer.ts';
import { message, u32 } from './message.ts';
import { MESSAGE, VERSION_1_0_1, VERSION_1_1 } from './numbers.ts';
import { u8 } from './parameters.ts';
import { rospecDrift } from './rospec-drift.ts';
import type { LlrpSettings } from './settings.ts';
import { statusOf } from './status.ts';

/** What is asked of a reader, in this order, from its greeting until it reads. */
type Step =
  | 'supportedVersion'
  | 'protocolVersion'
  | 'capabilities'
  | 'deleteAccessSpecs'
  | 'deleteRospecs'
  | 'configure'
  | 'configuration'
  | 'addRospec'
  | 'enableRospec'
  | 'startRospec'
  | 'rospecs';

export interface Setup {
  readonly step: Step;
  /** Id of the request that is not answered yet. */
  readonly id: number;
  readonly version: number;
  readonly capabilities: ReaderCapabilities | null;
  readonly drift: readonly Drift[];
  readonly connected: ReadonlySet<number> | null;
}

export type SetupResult =
  | { readonly kind: 'ask'; readonly setup: Setup; readonly request: Uint8Array }
  | { readonly kind: 'reading'; readonly setup: Setup }
  /** The reader can't be used: with the code of a device's state. */
  | { readonly kind: 'failed'; readonly code: 'DEVICE_PROTOCOL' | 'DEVICE_CONFIG_REFUSED' }
  /** Not an answer to what was asked. */
  | { readonly kind: 'other' };

const ALL = 0;

const ANSWERS: Readonly<Record<Step, number>> = {
  supportedVersion: MESSAGE.getSupportedVersionResponse,
  protocolVersion: MESSAGE.setProtocolVersionResponse,
  capabilities: MESSAGE.getReaderCapabilitiesResponse,
  deleteAccessSpecs: MESSAGE.deleteAccessSpecResponse,
  deleteRospecs: MESSAGE.deleteRospecResponse,
  configure: MESSAGE.setReaderConfigResponse,
  configuration: MESSAGE.getReaderConfigResponse,
  addRospec: MESSAGE.addRospecResponse,
  enableRospec: MESSAGE.enableRospecResponse,
  startRospec: MESSAGE.startRospecResponse,
  rospecs: MESSAGE.getRospecsResponse,
};

/** What is said to a reader that has just taken the connection. Message ids count up from `id`. */
export function beginSetup(settings: LlrpSettings, outputs: Outputs, id: number): SetupResult {
  const step = settings.newestVersion === '1.1' ? 'supportedVersion' : 'capabilities';
  const setup = { step, id, version: VERSION_1_0_1, capabilities: null, drift: [], connected: null } as const;
  return ask(setup, step, settings, outputs);
}

/** What is said to a reader that has drifted, on the same connection: everything anew, but for what it is and which version it speaks. */
export function beginAgain(before: Setup, settings: LlrpSettings, outputs: Outputs, id: number): SetupResult {
  return ask({ ...before, id, drift: [] }, 'deleteRospecs', settings, outputs);
}

/** What follows from an answer: the next request, the reader reads, or the reader can't be used. */
export function continueSetup(
  setup: Setup,
  answer: LlrpMessage,
  settings: LlrpSettings,
  outputs: Outputs,
): SetupResult {
  const refused = answer.type === MESSAGE.errorMessage;
  if (!refused && (answer.type !== ANSWERS[setup.step] || answer.id !== setup.id)) return { kind: 'other' };
  const status = statusOf(answer.type, answer);
  if (status === null) return { kind: 'failed', code: 'DEVICE_PROTOCOL' };
  const accepted = status === 0 && !refused;
  const next = (step: Step, more: Partial<Setup> = {}) => ask({ ...setup, ...more }, step, settings, outputs);
  switch (setup.step) {
    case 'supportedVersion':
      // A reader of 1.0.1 knows neither this message nor its version.
      return accepted && u8(answer.bytes, answer.from + 1) >= VERSION_1_1
        ? next('protocolVersion')
        : next('capabilities');
    case 'protocolVersion':
      return next('capabilities', accepted ? { version: VERSION_1_1 } : {});
    case 'capabilities': {
      const capabilities = accepted ? capabilitiesOf(answer) : null;
      if (capabilities === null) return { kind: 'failed', code: 'DEVICE_PROTOCOL' };
      return next('deleteAccessSpecs', { capabilities });
    }
    case 'deleteAccessSpecs':
      // Refused by readers that can't write to tags, and then there is nothing left behind either.
      return next('deleteRospecs');
    case 'configuration': {
      const { capabilities } = setup;
      const reported =
        accepted && capabilities !== null ? compareConfiguration(answer, settings, capabilities, outputs) : null;
      if (reported === null) return { kind: 'failed', code: 'DEVICE_PROTOCOL' };
      return next('addRospec', reported);
    }
    case 'rospecs': {
      const { version, capabilities } = setup;
      const told = accepted && capabilities !== null;
      const drift: readonly Drift[] = told ? rospecDrift(answer, settings, version, capabilities) : ['rospec'];
      return { kind: 'reading', setup: { ...setup, drift: [...setup.drift, ...drift] } };
    }
    default:
      return accepted ? next(AFTER[setup.step]) : { kind: 'failed', code: 'DEVICE_CONFIG_REFUSED' };
  }
}

const AFTER = {
  deleteRospecs: 'configure',
  configure: 'configuration',
  addRospec: 'enableRospec',
  enableRospec: 'startRospec',
  startRospec: 'rospecs',
} as const satisfies Partial<Record<Step, Step>>;

function ask(before: Setup, step: Step, settings: LlrpSettings, outputs: Outputs): SetupResult {
  const setup: Setup = { ...before, step, id: before.id + 1 };
  const { id, version, capabilities } = setup;
  const say = (type: number, body: readonly number[] = [], as = version): SetupResult => ({
    kind: 'ask',
    setup,
    request: message(as, type, id, body),
  });
  switch (step) {
    // These two exist since 1.1 only, and are said in it whatever is spoken otherwise.
    case 'supportedVersion':
      return say(MESSAGE.getSupportedVersion, [], VERSION_1_1);
    case 'protocolVersion':
      return say(MESSAGE.setProtocolVersion, [VERSION_1_1], VERSION_1_1);
    case 'capabilities':
      return say(MESSAGE.getReaderCapabilities, [ALL]);
    case 'deleteAccessSpecs':
      return say(MESSAGE.deleteAccessSpec, u32(ALL));
    case 'deleteRospecs':
      return say(MESSAGE.deleteRospec, u32(ALL));
    case 'configure':
      if (capabilities === null) return { kind: 'failed', code: 'DEVICE_PROTOCOL' };
      return say(MESSAGE.setReaderConfig, configuration(settings, capabilities, outputs));
    case 'configuration':
      return say(MESSAGE.getReaderConfig, configurationRequest());
    case 'addRospec':
      return say(MESSAGE.addRospec, rospec(settings, version));
    case 'enableRospec':
      return say(MESSAGE.enableRospec, u32(ROSPEC_ID));
    case 'startRospec':
      return say(MESSAGE.startRospec, u32(ROSPEC_ID));
    case 'rospecs':
      return say(MESSAGE.getRospecs);
  }
}
