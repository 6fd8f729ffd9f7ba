import { type Door, pause } from '../../storage/door.ts';
import { fillTexts } from '../items/fillTexts.ts';
import { countLaunches } from '../journal/countLaunches.ts';
import { purge } from '../purging/purge.ts';
import type { HousekeepingParts } from './housekeeping.ts';

/** Between two batches of texts, for those who write something else. */
const restMs = 50;

/** The chores that one process at a time does for all that share the database, each under a lease of its own. */
export function databaseChores(
  door: Door,
  by: { readonly clock: () => number; readonly holder: string },
): Pick<HousekeepingParts, 'purge' | 'count' | 'texts'> {
  return {
    purge: (goOn) => purge(door, { ...by, goOn }),
    count: (goOn) => countLaunches(door, { ...by, goOn }),
    texts: (goOn) => fillTexts(door, { goOn, rest: () => pause(restMs) }),
  };
}
