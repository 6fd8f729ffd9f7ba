import type { RoleGrant } from './roles.ts';

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs more than a whole launch may; there are only a few hundred zones to remember. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const known = dayFormats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  dayFormats.set(timeZone, made);
  return made;
}

/** All zones are whole quarters of an hour apart, so within one a day does not change. */
const quarterMs = 15 * 60 * 1000;
const daysNow = new Map<string, { readonly quarter: number; readonly day: string }>();

/**
 * The calendar day, `YYYY-MM-DD`, that it is in a time zone.
 * @param now epoch milliseconds
 * @throws RangeError where the zone is unknown or the time is none
 */
export function dayIn(timeZone: string, now: number): string {
  const quarter = Math.floor(now / quarterMs);
  // Before 1972 some zones were apart by minutes and seconds.
  if (!(quarter > 100_000)) return formatDay(timeZone, now);
  const known = daysNow.get(timeZone);
  if (known?.quarter === quarter) return known.day;
  const day = formatDay(timeZone, now);
  daysNow.set(timeZone, { quarter, day });
  return day;
}

function formatDay(timeZone: string, now: number): string {
  const found = { year: '', month: '', day: '' };
  for (const { type, value } of dayFormat(timeZone).formatToParts(now)) {
    if (type === 'year' || type === 'month' || type === 'day') found[type] = value;
  }
  return `${found.year.padStart(4, '0')}-${found.month}-${found.day}`;
}

// Some engines take offsets like "+02:00" too; those know no summer time, so a coordinator never means one.
const zoneShape = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** Is this the name of a time zone, like `UTC` or `America/Detroit`? */
export function isTimeZone(text: string): boolean {
  if (!zoneShape.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

const dayShape = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Is this a day of the calendar, written `YYYY-MM-DD`? `2026-02-30` is none. */
export function isDay(text: string): boolean {
  if (knownDays.has(text)) return true;
  if (!isInCalendar(text)) return false;
  if (knownDays.size >= mostKnownDays) knownDays.clear();
  knownDays.add(text);
  return true;
}

/** Roles begin and end on few days, and every request asks about them. */
const knownDays = new Set<string>();
const mostKnownDays = 400;

function isInCalendar(text: string): boolean {
  const [, year, month, day] = (dayShape.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const longest = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return month >= 1 && month <= 12 && day >= 1 && day <= longest;
}

/**
 * Does a role count on this day? Both the first and the last day are included (product.md, People).
 * @throws RangeError where a day cannot be understood: guessing could make a coordinator pass for a student
 */
export function activeOn(grant: Pick<RoleGrant, 'starts' | 'ends'>, day: string): boolean {
  for (const limit of [day, grant.starts, grant.ends]) {
    if (limit !== null && !isDay(limit)) throw new RangeError('a role has a date that is no day');
  }
  return (grant.starts === null || grant.starts <= day) && (grant.ends === null || day <= grant.ends);
}
