import type { Door } from '../../storage/door.ts';
import { ownerKey, type PlaceDay } from '../../storage/placeDay.ts';
import { addPlaceDays } from '../../storage/placeDayStore.ts';
import { inParts } from '../../storage/rowWriting.ts';

/** So few links at once that nobody who launches meanwhile waits for them. */
const linksAtOnce = 64;

/** Adds up what was seen of launches, the places of one link always together. */
export async function keepPlaces(door: Door, seen: readonly PlaceDay[]): Promise<void> {
  const owners = new Map<string, PlaceDay[]>();
  for (const one of seen) {
    const owner = ownerKey(one);
    const own = owners.get(owner);
    if (own) own.push(one);
    else owners.set(owner, [one]);
  }
  // In one order everywhere, so that two servers do not block each other crosswise.
  const sorted = [...owners].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const part of inParts(sorted, linksAtOnce)) {
    const rows = part.flatMap(([, own]) => own);
    await door.write((sql) => addPlaceDays(sql, rows));
  }
}
