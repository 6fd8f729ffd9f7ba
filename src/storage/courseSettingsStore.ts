import type { Sql } from './door.ts';
import { addRow, changeRows } from './rowWriting.ts';

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
  return (await sql.rows<Row>(text, [domainId])).map((row) => ({
    id: row.id,
    course: row.course_id,
    title: row.title,
    trustUsernames: row.trust_usernames === null ? null : row.trust_usernames === 1,
    archived: row.archived_at !== null,
  }));
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
    created_at: now,
  });
}

export async function changeCourse(
  sql: Sql,
  scope: { readonly domainId: number; readonly courseId: number },
  settings: CourseSettings,
): Promise<void> {
  await changeRows(sql, 'courses', columnsOf(settings), { domain_id: scope.domainId, id: scope.courseId });
}

function columnsOf({ title, trustUsernames }: CourseSettings) {
  return { title, trust_usernames: trustUsernames === null ? null : Number(trustUsernames) };
}
