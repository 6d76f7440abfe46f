import type { Clock } from '../../workstation/ports/time.ts';

/** The store-local date of now, YYYY-MM-DD: what entries are booked on. */
export function businessDays(clock: Clock, timezone: string): () => string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return () => {
    const parts = new Map(format.formatToParts(clock.now()).map(({ type, value }) => [type, value]));
    return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  };
}
