import type { Door } from '../../storage/door.ts';
import { addPlaceDays, type PlaceDay } from '../../storage/placeDayStore.ts';
import { inParts } from '../../storage/rowWriting.ts';

/** So few links at once that nobody who launches meanwhile waits for them. */
const linksAtOnce = 50;

/** Adds up what was seen of launches, link by link. */
export async function keepPlaces(door: Door, seen: readonly PlaceDay[]): Promise<void> {
  const owners = new Map<string, PlaceDay[]>();
  for (const one of seen) {
    const owner = `${one.linkId} ${one.protectorId} ${one.day}`;
    const own = owners.get(owner);
    if (own) own.push(one);
    else owners.set(owner, [one]);
  }
  // In one order everywhere, so that two servers do not block each other crosswise.
  const sorted = [...owners].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const part of inParts(sorted, linksAtOnce)) {
    await door.write(async (sql) => {
      for (const [, own] of part) {
        const [first] = own;
        if (first) await addPlaceDays(sql, first, own);
      }
    });
  }
}
