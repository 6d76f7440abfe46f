import { useMemo } from 'react';
import { useLane } from '../../../ui/lane.ts';

/** Writes a moment (RFC 3339) as the lane's clock shows it: hours and minutes. What is no moment comes back as it is. */
export function useSince(style: 'time' | 'day' = 'time'): (at: string) => string {
  const { locale } = useLane();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, {
      numberingSystem: 'latn',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(style === 'day' ? { day: 'numeric', month: 'short', year: 'numeric' } : {}),
    });
    return (at) => {
      const moment = new Date(at);
      return Number.isNaN(moment.getTime()) ? at : format.format(moment);
    };
  }, [locale, style]);
}
