import type { UseIdentity } from '../model/protector.ts';
import type { Sql, SqlValue } from './door.ts';
import { readOrigins, readUseIdentity } from './protectorColumns.ts';

/** What an LMS, and whoever sets it up, must know of a link protector. Its secret is not read. */
export interface ProtectorToSetUp {
  readonly number: number;
  readonly name: string;
  readonly key: string;
  readonly enabled: boolean;
  readonly hasSecret: boolean;
  readonly useIdentity: UseIdentity | false;
  /** Approved origins of its LMS. */
  readonly origins: readonly string[];
}

interface Row {
  number: number;
  name: string;
  consumer_key: string;
  enabled: number;
  has_secret: number;
  use_identity: string | null;
  origins: string;
}

/** `courseId` 0: the domain's own. */
export async function protectorToSetUp(
  sql: Sql,
  {
    domainId,
    courseId,
    number,
  }: { readonly domainId: number; readonly courseId: number; readonly number: number },
): Promise<ProtectorToSetUp | undefined> {
  const text = `SELECT number, name, consumer_key, enabled, CASE WHEN secret IS NULL THEN 0 ELSE 1 END AS has_secret,
    use_identity, origins FROM protectors WHERE domain_id = ? AND course_id = ? AND number = ?`;
  const [row] = await sql.rows<Row>(text, [domainId, courseId, number]);
  if (!row) return undefined;
  return {
    number: row.number,
    name: row.name,
    key: row.consumer_key,
    enabled: row.enabled === 1,
    hasSecret: Number(row.has_secret) === 1,
    useIdentity: readUseIdentity(row.use_identity),
    origins: readOrigins(row.origins),
  };
}

export interface LinkToSetUp {
  readonly shortId: string;
  /** Of the item; undefined where it is gone. */
  readonly title: string | undefined;
  readonly course: string;
}

/** `courseId` undefined: of any course of the domain. */
export async function linkToSetUp(
  sql: Sql,
  {
    domainId,
    courseId,
    shortId,
  }: { readonly domainId: number; readonly courseId: number | undefined; readonly shortId: string },
): Promise<LinkToSetUp | undefined> {
  const values: SqlValue[] = courseId === undefined ? [domainId, shortId] : [domainId, shortId, courseId];
  const text = `SELECT l.short_id, i.title, c.course_id FROM links l
    JOIN courses c ON c.id = l.course_id AND c.domain_id = l.domain_id
    LEFT JOIN items i ON i.id = l.item_id AND i.course_id = l.course_id
    WHERE l.domain_id = ? AND l.short_id = ?${courseId === undefined ? '' : ' AND l.course_id = ?'}`;
  const [row] = await sql.rows<{ short_id: string; title: string | null; course_id: string }>(text, values);
  return row && { shortId: row.short_id, title: row.title ?? undefined, course: row.course_id };
}
