/** How long journals are kept where a domain says nothing: a whole academic year and the appeals after it. */
export const usualJournalDays = 400;

/**
 * What a domain may choose, in days. The check of origins is judged by the good launches of the last 14 (R26); beyond
 * ten years nobody has said what for.
 */
export const journalDaysLimits = { least: 14, most: 3_650 } as const;

const dayMs = 24 * 60 * 60_000;

/** Rows from before this moment are over, epoch milliseconds. `days` undefined: the domain says nothing. */
export function journalBefore(days: number | undefined, now: number): number {
  return now - (days ?? usualJournalDays) * dayMs;
}
