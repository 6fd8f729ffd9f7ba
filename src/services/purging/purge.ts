import type { Door } from '../../storage/door.ts';
import { type Purged, purgeStore } from '../../storage/purgeStore.ts';

/** Journal rows are kept for a whole academic year and the appeals after it. */
export const journalKeptDays = 400;

const dayMs = 24 * 60 * 60_000;

/**
 * Deletes what is over. `now` in epoch milliseconds; returns how much went, by kind. Stops early, between two batches,
 * once `goOn` says no.
 */
export async function purge(door: Door, now: number, goOn: () => boolean = () => true): Promise<Purged> {
  return purgeStore(door).purge({ now, journalBefore: now - journalKeptDays * dayMs, goOn });
}
