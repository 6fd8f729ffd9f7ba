/** A switch and two optional limits, as links and protectors have them. Limits are epoch seconds. */
export interface Period {
  readonly enabled: boolean;
  /** The first second that counts. */
  readonly validFrom?: number | null;
  /** The first second that counts no more. */
  readonly validUntil?: number | null;
}

/**
 * Is a link or a protector open for an arrival? Running sessions do not ask (R8).
 * A limit that is no number keeps it shut.
 * @param now epoch milliseconds
 */
export function isOpen(period: Period, now: number): boolean {
  if (!period.enabled) return false;
  const { validFrom = null, validUntil = null } = period;
  const begun = validFrom === null || now >= validFrom * 1000;
  const lasts = validUntil === null || now < validUntil * 1000;
  return begun && lasts;
}
