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
  const full = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'long', timeZone: zone });
  return { iso: moment.toISOString(), full: full.format(moment), relative: relativeTo(at, now, lang) };
}

function relativeTo(at: number, now: number, lang: string): string {
  const words = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
  const seconds = Math.round((at - now) / 1000);
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(seconds, 'second');
}
