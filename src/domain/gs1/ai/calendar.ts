const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function number(text: string, start: number, length: number): number {
  let value = 0;
  for (let at = start; at < start + length; at += 1) value = value * 10 + text.charCodeAt(at) - 0x30;
  return value;
}

/** Days of a month, 0 for none. February has 29 where the year, of two digits or four, is a leap year. */
export function daysIn(year: number, month: number): number {
  if (month === 2) {
    const leap = year % 4 === 0 && (year < 100 || year % 100 !== 0 || year % 400 === 0);
    return leap ? 29 : 28;
  }
  return DAYS[month - 1] ?? 0;
}

/** YYMMDD that is in the calendar (GS1 General Specifications 3.4). A year of 00 counts as 2000. */
export function isDate(text: string): boolean {
  const day = number(text, 4, 2);
  return day >= 1 && day <= daysIn(number(text, 0, 2), number(text, 2, 2));
}

/** YYMMDD, where DD may be 00: the whole month (GS1 General Specifications 3.4). */
export function isDateOrMonth(text: string): boolean {
  return (
    number(text, 4, 2) <= daysIn(number(text, 0, 2), number(text, 2, 2)) &&
    number(text, 2, 2) >= 1 &&
    number(text, 2, 2) <= 12
  );
}

/** YYYYMMDD that is in the calendar. */
export function isFullDate(text: string): boolean {
  const day = number(text, 6, 2);
  return day >= 1 && day <= daysIn(number(text, 0, 4), number(text, 4, 2));
}

export function isHour(text: string): boolean {
  return number(text, 0, 2) <= 23;
}

/** Minutes or seconds. */
export function isSixty(text: string): boolean {
  return number(text, 0, 2) <= 59;
}

export function isHourMinute(text: string): boolean {
  return number(text, 0, 2) <= 23 && number(text, 2, 2) <= 59;
}
