import type { Sql } from './door.ts';

/** A short URL of a domain, or of one course of it, with a place in an LMS where it may be launched from. */
export interface TestLink {
  readonly shortId: string;
  readonly courseId: number;
  readonly linkId: number;
  /** The first approved place for the protector; undefined where there is none. */
  readonly place: { readonly contextId: string; readonly resourceLinkId: string } | undefined;
}

export async function testLink(
  sql: Sql,
  { domainId, courseId }: { readonly domainId: number; readonly courseId: number | undefined },
  { shortId, protectorId }: { readonly shortId: string; readonly protectorId: number },
): Promise<TestLink | undefined> {
  const ofCourse = courseId === undefined ? '' : 'AND course_id = ?';
  const values = [domainId, shortId, ...(courseId === undefined ? [] : [courseId])];
  const text = `SELECT id, course_id FROM links WHERE domain_id = ? AND short_id = ? ${ofCourse}`;
  const [link] = await sql.rows<{ id: number; course_id: number }>(text, values);
  if (!link) return undefined;
  const [place] = await sql.rows<{ context_id: string; resource_link_id: string }>(
    `SELECT context_id, resource_link_id FROM link_places
     WHERE domain_id = ? AND link_id = ? AND protector_id = ? ORDER BY id LIMIT 1`,
    [domainId, link.id, protectorId],
  );
  return {
    shortId,
    courseId: link.course_id,
    linkId: link.id,
    place: place && { contextId: place.context_id, resourceLinkId: place.resource_link_id },
  };
}

/** The protectors that launches of a course may be signed with, or a domain's own: the course's first. */
export async function testProtectors(
  sql: Sql,
  { domainId, courseId }: { readonly domainId: number; readonly courseId: number | undefined },
): Promise<readonly { readonly value: string; readonly text: string }[]> {
  const rows = await sql.rows<{ course_id: number; number: number; name: string }>(
    `SELECT course_id, number, name FROM protectors WHERE domain_id = ? AND course_id IN (0, ?)
     ORDER BY course_id DESC, number LIMIT 200`,
    [domainId, courseId ?? 0],
  );
  return rows.map(({ course_id, number, name }) => ({
    value: `${course_id === 0 ? 'domain' : 'course'}:${number}`,
    text: name,
  }));
}
