import type { Window } from './shape.ts';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** A moment as the clock on the store's wall shows it. */
export interface WallTime {
  /** Milliseconds since 1970 UTC. */
  readonly instant: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly minute: number;
}

/**
 * Reads an instant (RFC 3339) as wall time in an IANA zone. A time repeated in autumn reads the same twice, one skipped in
 * spring never comes: windows mean the clock on the wall.
 * @throws RangeError on no instant or an unknown zone.
 */
export function wallTime(at: string, timeZone: string): WallTime {
  const instant = Date.parse(at);
  if (Number.isNaN(instant)) throw new RangeError(`no instant: ${at}`);
  const fields = new Map(
    formatterOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const field = (type: Intl.DateTimeFormatPartTypes) => fields.get(type) ?? 0;
  const date = Date.UTC(field('year'), field('month') - 1, field('day'));
  return { instant, weekday: new Date(date).getUTCDay(), minute: field('hour') * 60 + field('minute') };
}

/** Whether a window is open. Hours over midnight belong to the day they start on. */
export function isOpen(window: Window | undefined, now: WallTime): boolean {
  if (window === undefined) return true;
  if (window.from !== undefined && now.instant < Date.parse(window.from)) return false;
  if (window.until !== undefined && now.instant >= Date.parse(window.until)) return false;
  const on = (weekday: number) => {
    const day = DAYS[(weekday + 7) % 7];
    return window.days === undefined || (day !== undefined && window.days.includes(day));
  };
  if (window.hours === undefined) return on(now.weekday);
  return window.hours.some((hours) => {
    const from = minutes(hours.from);
    const until = minutes(hours.until);
    if (from < until) return now.minute >= from && now.minute < until && on(now.weekday);
    return (now.minute >= from && on(now.weekday)) || (now.minute < until && on(now.weekday - 1));
  });
}

function minutes(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

// Making a formatter costs more than a whole evaluation; a store has one zone, a server of many stores a few.
const formatters = new Map<string, Intl.DateTimeFormat>();
const MOST_ZONES = 64;

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const made = new Intl.DateTimeFormat('en-GB-u-ca-gregory-nu-latn', { timeZone, hourCycle: 'h23', ...numeric });
  if (formatters.size >= MOST_ZONES) formatters.clear();
  formatters.set(timeZone, made);
  return made;
}
