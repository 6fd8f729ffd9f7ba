import type { Door } from '../../storage/door.ts';
import { countLaunches } from '../journal/countLaunches.ts';
import { purge } from '../purging/purge.ts';
import type { HousekeepingParts } from './housekeeping.ts';

/** The chores that one process at a time does for all that share the database, each under a lease of its own. */
export function databaseChores(
  door: Door,
  by: { readonly clock: () => number; readonly holder: string },
): Pick<HousekeepingParts, 'purge' | 'count'> {
  return {
    purge: (goOn) => purge(door, { ...by, goOn }),
    count: (goOn) => countLaunches(door, { ...by, goOn }),
  };
}
