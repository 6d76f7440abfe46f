import type { DeviceReport } from '../ports/device.ts';

/** `reading`: all is well. `impaired`: it hears tags, and something is wrong with it. `deaf`: it hears none. */
export type Hearing = 'reading' | 'impaired' | 'deaf';

/** A reader as its driver last told it. */
export interface ReaderState {
  readonly id: string;
  readonly hearing: Hearing;
  /** Milliseconds since 1970 of the last change. */
  readonly since: number;
  /** Stable code of what is wrong; null while nothing is, or while it is being reached. */
  readonly code: string | null;
}

/** Complaints of a reader that is there and reads nothing that arrives. */
const DEAF_CODES: ReadonlySet<string> = new Set([
  'DEVICE_CONFIG_REFUSED',
  'DEVICE_READING_STOPPED',
  'DEVICE_EVENTS_MISSING',
]);

/** The readers among a box's devices, as they hear, in the order of their bindings. */
export function readerStates(reports: readonly DeviceReport[]): ReaderState[] {
  return reports
    .filter(({ category }) => category === 'rfidReader')
    .map((report) => ({
      ...{ id: report.id, hearing: hearingOf(report), since: report.since },
      code: report.code ?? null,
    }));
}

function hearingOf({ state, code }: DeviceReport): Hearing {
  if (state === 'ready') return 'reading';
  return state === 'degraded' && !(code !== undefined && DEAF_CODES.has(code)) ? 'impaired' : 'deaf';
}

/** All of the readers as one, for health: `none` is set up, all are `deaf`, some are not well, or all are. */
export function hearingOfAll(readers: readonly ReaderState[]): 'none' | 'deaf' | 'impaired' | 'ok' {
  if (readers.length === 0) return 'none';
  if (readers.every(({ hearing }) => hearing === 'deaf')) return 'deaf';
  return readers.every(({ hearing }) => hearing === 'reading') ? 'ok' : 'impaired';
}
