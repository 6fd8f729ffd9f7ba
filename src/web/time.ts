/** A moment as pages show it: `<time datetime="iso" title="full">relative</time>`. */
export interface TimeText {
  /** ISO 8601, UTC. */
  readonly iso: string;
  /** Date and time in the zone, with the zone's name. */
  readonly full: string;
  /** "3 minutes ago", "in 2 days". */
  readonly relative: string;
}

export interface TimeSetting {
  /** Epoch milliseconds. */
  readonly now: number;
  /** IANA name, as `America/Detroit`. */
  readonly zone: string;
  readonly lang: string;
}

const steps = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/**
 * @param at epoch milliseconds
 * @throws RangeError where the time cannot be told or the zone is not known.
 */
export function timeText(at: number, { now, zone, lang }: TimeSetting): TimeText {
  const moment = new Date(at);
  return {
    iso: moment.toISOString(),
    full: fullFormat(lang, zone).format(moment),
    relative: relativeTo(at, now, lang),
  };
}

/** Making a formatter costs more than formatting a whole page's times; languages are few, and zones some hundreds. */
const fullFormats = new Map<string, Intl.DateTimeFormat>();

function fullFormat(lang: string, zone: string): Intl.DateTimeFormat {
  const name = `${lang} ${zone}`;
  const known = fullFormats.get(name);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'long', timeZone: zone });
  fullFormats.set(name, made);
  return made;
}

const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();

function relativeFormat(lang: string): Intl.RelativeTimeFormat {
  const made = relativeFormats.get(lang) ?? new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
  relativeFormats.set(lang, made);
  return made;
}

function relativeTo(at: number, now: number, lang: string): string {
  const words = relativeFormat(lang);
  const seconds = Math.round((at - now) / 1000);
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(seconds, 'second');
}
