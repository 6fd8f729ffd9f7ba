import type { Sql, SqlValue } from './door.ts';
import { padded, places } from './inList.ts';
import { searched } from './searchedWords.ts';

export interface CourseQuestion {
  readonly domainId: number;
  /** A pattern for `LIKE`; undefined: everything. */
  readonly pattern: string | undefined;
  readonly archived: boolean | undefined;
  /** The day in the domain's time zone: roles count on their days only. */
  readonly today: string;
  readonly offset: number;
  readonly most: number;
}

/** A course as its domain's list shows it. */
export interface CourseLine {
  readonly course: string;
  readonly title: string;
  readonly archived: boolean;
  /** Names of those who coordinate it today. */
  readonly coordinators: readonly string[];
  readonly students: number;
  readonly links: number;
  /** Of the newest row of its journal, epoch milliseconds. */
  readonly lastLaunch: number | undefined;
}

interface Row {
  id: number;
  course_id: string;
  title: string;
  archived_at: number | null;
}

/** One page of a domain's courses, by title, and how many there are. */
export async function listCourses(
  sql: Sql,
  question: CourseQuestion,
): Promise<{ readonly lines: readonly CourseLine[]; readonly total: number }> {
  const { domainId, pattern, archived, today } = question;
  const where = ['c.domain_id = ?'];
  const values: SqlValue[] = [domainId];
  if (archived !== undefined) where.push(`c.archived_at IS ${archived ? 'NOT NULL' : 'NULL'}`);
  if (pattern !== undefined) {
    where.push(`(${searched(sql.dialect, 'c.course_id')} LIKE ? ESCAPE '!' OR c.title LIKE ? ESCAPE '!')`);
    values.push(pattern, pattern);
  }
  const having = `FROM courses c WHERE ${where.join(' AND ')}`;
  const [count] = await sql.rows<{ total: number }>(`SELECT COUNT(*) AS total ${having}`, values);
  const rows = await sql.rows<Row>(
    `SELECT c.id, c.course_id, c.title, c.archived_at ${having} ORDER BY c.title, c.course_id
     LIMIT ${Math.trunc(question.most)} OFFSET ${Math.trunc(question.offset)}`,
    values,
  );
  const about = await aboutCourses(sql, { domainId, today, ids: rows.map(({ id }) => id) });
  const lines = rows.map(({ id, course_id, title, archived_at }) => ({
    course: course_id,
    title,
    archived: archived_at !== null,
    coordinators: about.coordinators.filter((one) => one.id === id).map(({ name }) => name),
    students: about.students.get(id) ?? 0,
    links: about.links.get(id) ?? 0,
    lastLaunch: about.lastLaunch.get(id),
  }));
  return { lines, total: Number(count?.total ?? 0) };
}

/** Counts for the courses of one page only; of the journal one row each is looked at, never all. */
async function aboutCourses(
  sql: Sql,
  { domainId, today, ids }: { domainId: number; today: string; ids: readonly number[] },
) {
  const none: ReadonlyMap<number, number> = new Map();
  if (ids.length === 0) return { coordinators: [], students: none, links: none, lastLaunch: none };
  const courses = padded(ids);
  const among = `IN (${places(ids)})`;
  const active = '(r.starts IS NULL OR r.starts <= ?) AND (r.ends IS NULL OR r.ends >= ?)';
  const values = [domainId, ...courses, today, today];
  const coordinators = await sql.rows<{ id: number; name: string }>(
    `SELECT DISTINCT r.course_id AS id, p.username, p.display_name AS name
     FROM roles r JOIN people p ON p.id = r.person_id AND p.disabled_at IS NULL
     WHERE r.domain_id = ? AND r.course_id ${among} AND r.role = 'coordinator' AND ${active} ORDER BY name, p.username`,
    values,
  );
  const students = await numbers(sql, {
    text: `SELECT r.course_id AS id, COUNT(DISTINCT r.person_id) AS n FROM roles r
      WHERE r.domain_id = ? AND r.course_id ${among} AND r.role = 'student' AND ${active} GROUP BY r.course_id`,
    values,
  });
  const links = await numbers(sql, {
    text: `SELECT l.course_id AS id, COUNT(*) AS n FROM links l JOIN items i ON i.id = l.item_id AND i.course_id = l.course_id
      WHERE l.domain_id = ? AND l.course_id ${among} GROUP BY l.course_id`,
    values: [domainId, ...courses],
  });
  const lastLaunch = await numbers(sql, {
    text: `SELECT c.id, (SELECT l.at FROM launches l WHERE l.course_id = c.id ORDER BY l.at DESC LIMIT 1) AS n
      FROM courses c WHERE c.domain_id = ? AND c.id ${among}`,
    values: [domainId, ...courses],
  });
  return { coordinators, students, links, lastLaunch };
}

async function numbers(
  sql: Sql,
  { text, values }: { text: string; values: readonly SqlValue[] },
): Promise<ReadonlyMap<number, number>> {
  const rows = await sql.rows<{ id: number; n: number | null }>(text, values);
  return new Map(rows.flatMap(({ id, n }) => (n === null ? [] : [[id, Number(n)] as const])));
}

/** Has the domain a course with exactly this id? */
export async function isCourseThere(sql: Sql, domainId: number, id: string): Promise<boolean> {
  const text = 'SELECT 1 AS there FROM courses WHERE domain_id = ? AND course_id = ?';
  return (await sql.rows(text, [domainId, id])).length > 0;
}
