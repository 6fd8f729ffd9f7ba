import type { Door } from '../../src/storage/door.ts';
import { type JournalEnds, type Purged, purgeRows } from '../../src/storage/purgeStore.ts';

/** Purges all there is at a moment, without a rest; nothing of the journal, unless `journal` says so. */
export function purgeAt(door: Door, now: number, journal: Partial<JournalEnds> = {}): Promise<Purged> {
  return purgeRows({
    now,
    journal: { domains: [], usual: 0, last: 0, ...journal },
    inTurn: (batch) => door.write(batch),
  });
}
