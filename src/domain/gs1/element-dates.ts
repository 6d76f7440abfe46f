import { daysIn } from './ai/calendar.ts';

/**
 * The day that a date element means, as YYYY-MM-DD. The century is the one that brings its year nearest to today's: more than 50
 * years ahead is the last century, 50 or more behind the next (GS1 General Specifications 7.12). A day of 00 is the last of
 * the month (3.4).
 * @param yymmdd a date that the table of AIs has let through.
 * @param today YYYY-MM-DD.
 */
export function dayOf(yymmdd: string, today: string): string {
  const thisYear = Number(today.slice(0, 4));
  const century = thisYear - (thisYear % 100);
  const ahead = Number(yymmdd.slice(0, 2)) - (thisYear % 100);
  const year = century + Number(yymmdd.slice(0, 2)) + (ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0);
  const month = yymmdd.slice(2, 4);
  const day = yymmdd.slice(4, 6) === '00' ? String(daysIn(year, Number(month))) : yymmdd.slice(4, 6);
  return `${String(year).padStart(4, '0')}-${month}-${day}`;
}

/** Whether the last day that a date element allows is behind us. On that day itself it is not. */
export function isPast(yymmdd: string, today: string): boolean {
  return dayOf(yymmdd, today) < today;
}

/**
 * Whether the minute until which something may be used (AI 7003, YYMMDDHHMM) has come.
 * @param today YYYY-MM-DD, and `minute` of that day, both on the clock of the store's wall.
 */
export function isOver(expiryTime: string, today: string, minute: number): boolean {
  const day = dayOf(expiryTime.slice(0, 6), today);
  if (day !== today) return day < today;
  return Number(expiryTime.slice(6, 8)) * 60 + Number(expiryTime.slice(8, 10)) <= minute;
}

/** Whether the first day that a date element allows is yet to come. */
export function isAhead(yymmdd: string, today: string): boolean {
  return dayOf(yymmdd, today) > today;
}
