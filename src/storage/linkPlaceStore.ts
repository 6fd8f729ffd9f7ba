import type { ProtectorRef } from '../model/protector.ts';
import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import type { LmsPlace } from './launchPersonStore.ts';

/** A place in an LMS from which an item's short URL may be launched with one protector (R7). */
export interface LinkPlace extends LmsPlace {
  readonly item: number;
  readonly protector: ProtectorRef;
}

interface Row {
  item_id: number;
  owner: number;
  number: number;
  context_id: string;
  resource_link_id: string;
}

/** All places of a course's short URLs, in an order that does not depend on when they were approved. */
export async function linkPlacesOf(sql: Sql, { domainId, courseId }: CourseScope): Promise<LinkPlace[]> {
  const text = `SELECT l.item_id, p.course_id AS owner, p.number, s.context_id, s.resource_link_id
    FROM links l JOIN link_places s ON s.link_id = l.id AND s.domain_id = l.domain_id
    JOIN protectors p ON p.id = s.protector_id AND p.domain_id = l.domain_id AND p.course_id IN (0, l.course_id)
    WHERE l.domain_id = ? AND l.course_id = ?
    ORDER BY l.id, p.course_id, p.number, s.context_id, s.resource_link_id`;
  return (await sql.rows<Row>(text, [domainId, courseId])).map((row) => ({
    item: row.item_id,
    protector: { level: row.owner === 0 ? 'domain' : 'course', number: row.number },
    contextId: row.context_id,
    resourceLinkId: row.resource_link_id === '' ? undefined : row.resource_link_id,
  }));
}

/**
 * Approves places. Link and protector are looked up in the scope, so that nobody else's can be named. `now` in epoch
 * milliseconds.
 * @throws Error where there is no such link or protector; what `isDuplicate` knows where a place is there already
 */
export async function addLinkPlaces(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { places, now }: { readonly places: readonly LinkPlace[]; readonly now: number },
): Promise<void> {
  const text = `INSERT INTO link_places
      (domain_id, link_id, protector_id, context_id, resource_link_id, approved_at)
    SELECT l.domain_id, l.id, p.id, ?, ?, ? FROM links l JOIN protectors p ON p.domain_id = l.domain_id
    WHERE l.domain_id = ? AND l.course_id = ? AND l.item_id = ? AND p.course_id = ? AND p.number = ?`;
  for (const { item, protector, contextId, resourceLinkId = '' } of places) {
    const owner = protector.level === 'domain' ? 0 : courseId;
    const place = [contextId, resourceLinkId, now];
    const values = [...place, domainId, courseId, item, owner, protector.number];
    const { affected } = await sql.run(text, values);
    if (affected !== 1) throw new Error('A place for a link or protector that is not there.');
  }
}
