import type { TerminalFields } from './bitmaps.ts';

const HOUR_MS = 3_600_000;

type LocalTime = Pick<TerminalFields, 'date' | 'time'>;

/**
 * A terminal's local date and time as if it were UTC, in milliseconds; it tells no year, so the one nearest to `around` is meant.
 * Null where it told no sensible time.
 */
export function localAsUtc({ date, time }: LocalTime, around: number): number | null {
  const [, month, day] = /^(\d\d)(\d\d)$/.exec(date ?? '') ?? [];
  const [, hour, minute, second] = /^(\d\d)(\d\d)(\d\d)$/.exec(time ?? '') ?? [];
  if (month === undefined || day === undefined || hour === undefined || minute === undefined || second === undefined)
    return null;
  const year = new Date(around).getUTCFullYear();
  const [nearest] = [year - 1, year, year + 1]
    .map((candidate) =>
      Date.UTC(candidate, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)),
    )
    .sort((a, b) => Math.abs(a - around) - Math.abs(b - around));
  return nearest ?? null;
}

/** The instants that a terminal's local time in a zone can mean: none where it told none, two in the hour that comes twice. */
export function instantsOf(told: LocalTime, timezone: string, around: number): number[] {
  const local = localAsUtc(told, around);
  if (local === null) return [];
  const offsets = [local - 14 * HOUR_MS, local, local + 14 * HOUR_MS].map((instant) => offsetAt(instant, timezone));
  return [...new Set(offsets.map((offset) => local - offset))];
}

/** What local clocks are ahead of UTC at an instant, in milliseconds; 0 for a zone that is not known here. */
function offsetAt(instant: number, timezone: string): number {
  try {
    const shown = new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' })
      .formatToParts(instant)
      .find(({ type }) => type === 'timeZoneName')?.value;
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(shown ?? '') ?? [];
    if (hours === undefined) return 0;
    const ahead = Number(hours) * HOUR_MS + Number(minutes) * 60_000;
    return sign === '-' ? -ahead : ahead;
  } catch {
    return 0;
  }
}

/** How a terminal's clock is to be read. */
export interface ClockReading {
  /** The terminal's zone. */
  readonly timezone: string;
  /** How its clock was measured to run, where it was (TransactionMemory). */
  readonly clockOffset: number | null;
}

/** Every instant that a terminal's date and time can mean: by its zone, and by how its clock was measured to run. */
export function readingsOf(told: LocalTime, { timezone, clockOffset }: ClockReading, around: number): number[] {
  const local = clockOffset === null ? null : localAsUtc(told, around);
  const measured = local === null || clockOffset === null ? [] : [local - clockOffset];
  return [...measured, ...instantsOf(told, timezone, around)];
}
