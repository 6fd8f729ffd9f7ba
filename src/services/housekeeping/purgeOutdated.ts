import type { Purged, PurgeStore } from '../../storage/purgeStore.ts';

const day = 86_400_000;

/** How long the journal is kept: a school year and what is argued about after its exams. */
export const journalKeptDays = 400;

/** Deletes what is over at `now` (epoch milliseconds). Stops early, between two batches, once `goOn` says no. */
export function purgeOutdated(
  store: PurgeStore,
  now: number,
  goOn: () => boolean = () => true,
): Promise<Purged> {
  return store.purge({ now, journalBefore: now - journalKeptDays * day, goOn });
}
