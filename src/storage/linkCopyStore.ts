import type { CourseScope } from './courseStore.ts';
import type { Sql, SqlValue } from './door.ts';

/** A short URL of a copied course beside the one that it stands for. */
export interface LinkPair {
  readonly oldId: string;
  readonly newId: string;
  /** Where the new one leads now; '' where that is gone. */
  readonly title: string;
  readonly itemId: string;
  /** The course that the old one is of. */
  readonly course: string;
}

export interface PairQuestion {
  /** A pattern for `LIKE`; undefined: everything. */
  readonly pattern: string | undefined;
  readonly offset: number;
  readonly most: number;
}

interface Row {
  old_id: string;
  new_id: string;
  title: string | null;
  item: string | null;
  course: string;
}

const from = `FROM link_copies p JOIN links n ON n.id = p.link_id AND n.course_id = p.course_id
  JOIN links o ON o.id = p.from_link_id AND o.domain_id = p.domain_id
  JOIN courses c ON c.id = o.course_id AND c.domain_id = p.domain_id
  LEFT JOIN items i ON i.id = n.item_id AND i.course_id = n.course_id
  WHERE p.domain_id = ? AND p.course_id = ?`;

/** Old beside new, in the order in which the old ones were made. */
export async function listPairs(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { pattern, offset, most }: PairQuestion,
): Promise<{ readonly pairs: readonly LinkPair[]; readonly total: number }> {
  const search =
    pattern === undefined
      ? ''
      : " AND (i.title LIKE ? ESCAPE '!' OR o.short_id LIKE ? ESCAPE '!' OR n.short_id LIKE ? ESCAPE '!')";
  const values: SqlValue[] = [
    domainId,
    courseId,
    ...(pattern === undefined ? [] : [pattern, pattern, pattern]),
  ];
  const text = `SELECT o.short_id AS old_id, n.short_id AS new_id, i.title, i.item_id AS item, c.course_id AS course
    ${from}${search} ORDER BY p.link_id LIMIT ${Math.trunc(most)} OFFSET ${Math.trunc(offset)}`;
  const rows = await sql.rows<Row>(text, values);
  const [count] = await sql.rows<{ n: number }>(`SELECT COUNT(*) AS n ${from}${search}`, values);
  const pairs = rows.map((row) => ({
    oldId: row.old_id,
    newId: row.new_id,
    title: row.title ?? '',
    itemId: row.item ?? '',
    course: row.course,
  }));
  return { pairs, total: Number(count?.n ?? 0) };
}

export async function hasPairs(sql: Sql, { domainId, courseId }: CourseScope): Promise<boolean> {
  const text = 'SELECT 1 AS there FROM link_copies WHERE course_id = ? AND domain_id = ? LIMIT 1';
  return (await sql.rows(text, [courseId, domainId])).length > 0;
}

/** What keeps items of a course shut although its settings would open them. */
export interface ShutFacts {
  /** Link protectors of the course that have no secret. */
  readonly withoutSecret: number;
  /** Settings that ask for a shared word which nobody has set. */
  readonly withoutWord: number;
}

export async function shutFacts(sql: Sql, { domainId, courseId }: CourseScope): Promise<ShutFacts> {
  const [secrets] = await sql.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM protectors WHERE domain_id = ? AND course_id = ? AND secret IS NULL',
    [domainId, courseId],
  );
  const [words] = await sql.rows<{ n: number }>(
    "SELECT COUNT(*) AS n FROM deep_links WHERE domain_id = ? AND course_id = ? AND protect = 'key' AND key_word IS NULL",
    [domainId, courseId],
  );
  return { withoutSecret: Number(secrets?.n ?? 0), withoutWord: Number(words?.n ?? 0) };
}
