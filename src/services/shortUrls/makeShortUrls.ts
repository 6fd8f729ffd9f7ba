import { addAudit } from '../../storage/auditStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { Door } from '../../storage/door.ts';
import { type LinkedItem, listBareItems } from '../../storage/linkListStore.ts';
import { shortUrlsOf, tryShortIds } from '../../storage/shortUrlStore.ts';
import { actorOf, type CourseCoordinator } from '../rights/coordinators.ts';

/** So many rounds of random ids would have to meet taken ones that something else must be wrong. */
const mostRounds = 50;

export interface MakingShortUrls {
  readonly by: CourseCoordinator;
  /** Ids of items, or all that have none. */
  readonly items: 'all' | readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
  readonly newShortId: () => string;
}

/**
 * Gives items short URLs; those that have one keep it, so doing it twice makes nothing more. Ids that the course does not
 * have are passed over.
 * @returns how many were made
 */
export async function makeShortUrls(
  door: Door,
  { by, items, now, newShortId }: MakingShortUrls,
): Promise<number> {
  const { course } = by;
  return door.write(async (sql) => {
    await lockCourse(sql, course);
    const bare = await listBareItems(sql, course, { pattern: undefined, offset: 0, most: 1_000_000 });
    const asked = items === 'all' ? bare : bare.filter(({ itemId }) => items.includes(itemId));
    const made: { readonly item: LinkedItem; readonly shortId: string }[] = [];
    let waiting = asked;
    for (let round = 0; waiting.length > 0; round += 1) {
      if (round >= mostRounds) throw new Error('No free short id was found.');
      const links = waiting.map(({ id }) => ({ item: id, shortId: newShortId() }));
      await tryShortIds(sql, course, { links, now });
      const given = new Map((await shortUrlsOf(sql, course)).map(({ item, shortId }) => [item, shortId]));
      for (const item of waiting) {
        const shortId = given.get(item.id);
        if (shortId !== undefined) made.push({ item, shortId });
      }
      waiting = waiting.filter(({ id }) => !given.has(id));
    }
    const entries = made.map(({ item, shortId }) => ({
      domainId: course.domainId,
      courseId: course.courseId,
      actor: actorOf(by),
      deed: 'short-url-made' as const,
      object: `${shortId} for ${item.itemId}`,
      after: { item: item.itemId, enabled: true },
    }));
    if (entries.length > 0) await addAudit(sql, entries, now);
    return made.length;
  });
}
