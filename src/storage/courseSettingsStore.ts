import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { addRow, changeRows, locking } from './rowWriting.ts';

/** What can be set of a course. */
export interface CourseSettings {
  readonly title: string;
  /** Null: as the domain says. */
  readonly trustUsernames: boolean | null;
}

export interface KnownCourse extends CourseSettings {
  readonly id: number;
  readonly course: string;
  readonly archived: boolean;
}

interface Row {
  id: number;
  course_id: string;
  title: string;
  trust_usernames: number | null;
  archived_at: number | null;
}

/** All courses of a domain, by their ids. */
export async function coursesOf(sql: Sql, domainId: number): Promise<KnownCourse[]> {
  const text = `SELECT id, course_id, title, trust_usernames, archived_at FROM courses
    WHERE domain_id = ? ORDER BY course_id`;
  return (await sql.rows<Row>(text, [domainId])).map(courseFrom);
}

/** The course, locked until the transaction ends; `lock` false: only read. */
export async function courseSettingsOf(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  lock = true,
): Promise<KnownCourse | undefined> {
  const text = `SELECT id, course_id, title, trust_usernames, archived_at FROM courses
    WHERE domain_id = ? AND id = ?${lock ? locking(sql) : ''}`;
  const [row] = await sql.rows<Row>(text, [domainId, courseId]);
  return row && courseFrom(row);
}

function courseFrom(row: Row): KnownCourse {
  return {
    id: row.id,
    course: row.course_id,
    title: row.title,
    trustUsernames: row.trust_usernames === null ? null : row.trust_usernames === 1,
    archived: row.archived_at !== null,
  };
}

export async function addCourse(
  sql: Sql,
  course: CourseSettings & { readonly domainId: number; readonly course: string },
  now: number,
): Promise<number> {
  return addRow(sql, 'courses', {
    domain_id: course.domainId,
    course_id: course.course,
    ...columnsOf(course),
    last_protector: 0,
    last_menu: 0,
    created_at: now,
  });
}

export async function changeCourse(sql: Sql, scope: CourseScope, settings: CourseSettings): Promise<void> {
  await changeRows(sql, 'courses', columnsOf(settings), { domain_id: scope.domainId, id: scope.courseId });
}

/** Archived from `at` (epoch milliseconds) on; null takes it out of the archive. */
export async function archiveCourse(sql: Sql, scope: CourseScope, at: number | null): Promise<void> {
  await changeRows(sql, 'courses', { archived_at: at }, { domain_id: scope.domainId, id: scope.courseId });
}

/** What an archived course closes: its short URLs, and the people who have a role in it. */
export async function courseNumbers(
  sql: Sql,
  { domainId, courseId }: CourseScope,
): Promise<{ readonly links: number; readonly people: number }> {
  const [links] = await sql.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM links WHERE course_id = ? AND domain_id = ? AND enabled = 1',
    [courseId, domainId],
  );
  const [people] = await sql.rows<{ n: number }>(
    'SELECT COUNT(DISTINCT person_id) AS n FROM roles WHERE course_id = ? AND domain_id = ?',
    [courseId, domainId],
  );
  return { links: Number(links?.n ?? 0), people: Number(people?.n ?? 0) };
}

function columnsOf({ title, trustUsernames }: CourseSettings) {
  return { title, trust_usernames: trustUsernames === null ? null : Number(trustUsernames) };
}

/** The course's own word on whether usernames of launches count; undefined: as the domain says. */
export async function trustInCourse(
  sql: Sql,
  { domainId, courseId }: { readonly domainId: number; readonly courseId: number },
): Promise<boolean | undefined> {
  const text = 'SELECT trust_usernames FROM courses WHERE domain_id = ? AND id = ?';
  const [row] = await sql.rows<{ trust_usernames: number | null }>(text, [domainId, courseId]);
  if (!row || row.trust_usernames === null) return undefined;
  return row.trust_usernames === 1;
}
