import { dayIn, isDay } from './days.ts';

const dayMs = 24 * 60 * 60_000;
const quarterMs = 15 * 60_000;

/** Days since 1970-01-01 of a day of the calendar; wherever it is, the next day has the next number. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / dayMs;
}

/** The day, `YYYY-MM-DD`, of such a number. */
export function dayOfNumber(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

/**
 * The first moment of a day in a time zone, epoch milliseconds. Looked for in quarters of an hour, which all zones keep
 * to; where clocks are put forward at midnight, the day begins at one.
 * @throws RangeError for a day or a zone that is none
 */
export function dayStart(timeZone: string, day: string): number {
  if (!isDay(day)) throw new RangeError('this is no day of the calendar');
  const middle = Date.parse(`${day}T00:00:00Z`);
  // No zone is further from UTC than 14 hours; from 1972 on.
  let before = middle - 60 * quarterMs;
  let after = middle + 60 * quarterMs;
  while (after - before > quarterMs) {
    const between = before + Math.floor((after - before) / quarterMs / 2) * quarterMs;
    if (dayIn(timeZone, between) < day) before = between;
    else after = between;
  }
  return after;
}
