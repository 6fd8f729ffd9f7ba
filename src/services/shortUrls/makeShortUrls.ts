import { bareItemsAfter, bareItemsNamed, countBare } from '../../storage/bulkLinkStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import type { Door } from '../../storage/door.ts';
import { actorOf, type CourseCoordinator } from '../rights/coordinators.ts';
import { type Giving, giveShortIds, openFromNow } from './giveShortIds.ts';

/** What making needs beside the course. */
export interface Making extends Omit<Giving, 'items' | 'actor'> {}

/**
 * Gives items short URLs; those that have one keep it, so doing it twice makes nothing more. Ids that the course does not
 * have are passed over.
 * @returns how many were made
 */
export async function makeShortUrls(
  door: Door,
  { by, items, ...making }: Making & { readonly by: CourseCoordinator; readonly items: readonly string[] },
): Promise<number> {
  const { domainId, courseId } = by.course;
  const scope = { domainId, courseId };
  return door.write(async (sql) => {
    await lockCourse(sql, scope);
    const bare = openFromNow(await bareItemsNamed(sql, scope, items));
    return giveShortIds(sql, scope, { ...making, items: bare, actor: actorOf(by) });
  });
}

/** So many at once hold a course's other changes up for some tenths of a second at most. */
export const batchSize = 1_000;

export interface MakingAll extends Making {
  readonly actor: string;
  /** The number of the item after which to begin; 0: the first. */
  readonly after: number;
}

export interface MadeBatch {
  readonly made: number;
  /** Where to go on; undefined: that were all. */
  readonly next: number | undefined;
}

/**
 * The next batch of a course's items without a short URL, in a transaction of its own: what stops half-way has lost
 * nothing, and whoever begins again finds only what is left.
 */
export async function makeBatch(
  door: Door,
  { domainId, courseId }: CourseScope,
  { after, ...making }: MakingAll,
): Promise<MadeBatch> {
  const scope = { domainId, courseId };
  return door.write(async (sql) => {
    await lockCourse(sql, scope);
    const bare = await bareItemsAfter(sql, scope, { after, most: batchSize });
    const made = await giveShortIds(sql, scope, { ...making, items: openFromNow(bare) });
    const next = bare.length < batchSize ? undefined : bare.at(-1)?.id;
    return { made, next };
  });
}

/** How much of a course is done after a while. */
export interface MadeSoFar {
  readonly made: number;
  readonly left: number;
}

/** For all items of a course, as long as `isTime` says so; at least one batch. */
export async function makeForAll(
  door: Door,
  { by, isTime, ...making }: Making & { readonly by: CourseCoordinator; readonly isTime: () => boolean },
): Promise<MadeSoFar> {
  const actor = actorOf(by);
  let made = 0;
  let after: number | undefined = 0;
  do {
    const batch: MadeBatch = await makeBatch(door, by.course, { ...making, actor, after });
    made += batch.made;
    after = batch.next;
  } while (after !== undefined && isTime());
  if (after === undefined) return { made, left: 0 };
  return { made, left: await door.read((sql) => countBare(sql, by.course)) };
}
