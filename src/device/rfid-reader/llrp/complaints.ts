import type { Health } from '../../supervisor/driver.ts';

/** Codes of what can be wrong with a reader that reads, the worst first. */
const COMPLAINTS = [
  'DEVICE_CONFIG_REFUSED',
  'DEVICE_CONFIG_DRIFT',
  'DEVICE_ANTENNA',
  'DEVICE_READER_EXCEPTION',
] as const;

export type Complaint = (typeof COMPLAINTS)[number];

/** What a reader's state is, with what is wrong now: the worst of it is told. */
export function healthOf(complaints: ReadonlySet<Complaint>): Health {
  const worst = COMPLAINTS.find((code) => complaints.has(code));
  return worst === undefined ? { kind: 'ready' } : { kind: 'degraded', code: worst };
}
