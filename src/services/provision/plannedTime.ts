import { dayIn, isDay } from '../../model/days.ts';

/**
 * A date or time of the file. A day keeps its form until it is applied, because the domain's time zone may be
 * known only to the database.
 */
export type PlannedTime =
  | { readonly kind: 'day'; readonly day: string }
  /** Epoch seconds. */
  | { readonly kind: 'moment'; readonly at: number };

const momentShape =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/** Reads `2026-08-01` or an ISO 8601 time with zone, `2026-08-01T08:00:00-04:00`; undefined for all else. */
export function readTime(text: string): PlannedTime | undefined {
  if (isDay(text)) return { kind: 'day', day: text };
  const day = momentShape.exec(text)?.[1];
  if (day === undefined || !isDay(day)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : { kind: 'moment', at: Math.floor(at / 1000) };
}

/** The first second that counts, in epoch seconds: a day begins at its midnight in that time zone. */
export function startingSecond(time: PlannedTime, timeZone: string): number {
  return time.kind === 'moment' ? time.at : firstSecondOf(time.day, timeZone);
}

/** The first second that counts no more, in epoch seconds: a day counts to its very end in that time zone. */
export function endingSecond(time: PlannedTime, timeZone: string): number {
  return time.kind === 'moment' ? time.at : firstSecondOf(dayAfter(time.day), timeZone);
}

function dayAfter(day: string): string {
  return dayIn('UTC', Date.parse(`${day}T00:00:00Z`) + 86_400_000);
}

/** Searched rather than reckoned: where summer time begins at midnight, the day begins at one o'clock. */
function firstSecondOf(day: string, timeZone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`) / 1000;
  let before = midnight - 26 * 3600;
  let within = midnight + 26 * 3600;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayIn(timeZone, middle * 1000) >= day) within = middle;
    else before = middle;
  }
  return within;
}
