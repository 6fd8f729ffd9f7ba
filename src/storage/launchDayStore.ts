import type { LaunchCode } from '../model/launchCode.ts';
import { insertQuietly, insertRows } from './dialect.ts';
import type { Sql, SqlValue } from './door.ts';
import { deleteOldest, purgeBatch } from './purgeStatements.ts';
import { inParts } from './rowWriting.ts';
import type { LaunchCountingRow, LaunchDayRow } from './schema/rows.ts';

/** What launches are counted of. Left out: of all; scope is always the domain, and the course where one is named. */
export interface LaunchSubject {
  readonly domainId: number;
  readonly courseId?: number | undefined;
  readonly protectorId?: number | undefined;
  readonly linkId?: number | undefined;
}

/** What counting needs to know of a journal row. */
export interface CountedLaunch {
  readonly id: number;
  readonly at: number;
  readonly domain_id: number;
  readonly course_id: number | null;
  readonly link_id: number | null;
  readonly protector_id: number | null;
  readonly code: LaunchCode;
  readonly clock_difference: number | null;
  readonly times: number;
  readonly notes: string;
}

export type CountingState = Omit<LaunchCountingRow, 'id'>;

/** Where counting stands; where nothing was counted yet, at the beginning. */
export async function countingState(sql: Sql): Promise<CountingState> {
  const text = 'SELECT counted_id, mark_id, marked_at FROM launch_counting WHERE id = 1';
  const [row] = await sql.rows<CountingState>(text);
  return {
    counted_id: Number(row?.counted_id ?? 0),
    mark_id: Number(row?.mark_id ?? 0),
    marked_at: Number(row?.marked_at ?? 0),
  };
}

export async function keepCountingState(sql: Sql, state: CountingState): Promise<void> {
  const columns = ['id', 'counted_id', 'mark_id', 'marked_at'];
  const { counted_id, mark_id, marked_at } = state;
  await sql.run(insertQuietly(sql.dialect, 'launch_counting', columns, 1), [1, 0, 0, 0]);
  const text = 'UPDATE launch_counting SET counted_id = ?, mark_id = ?, marked_at = ? WHERE id = 1';
  await sql.run(text, [counted_id, mark_id, marked_at]);
}

/** The newest row of the journal; 0 where it is empty. */
export async function newestLaunch(sql: Sql): Promise<number> {
  const [row] = await sql.rows<{ id: number | null }>('SELECT MAX(id) AS id FROM launches');
  return Number(row?.id ?? 0);
}

const countedColumns =
  'id, at, domain_id, course_id, link_id, protector_id, code, clock_difference, times, notes' as const;

/** Rows in the order of their ids, of all domains and of none. */
export async function launchesAfter(
  sql: Sql,
  { after, upTo, most }: { readonly after: number; readonly upTo: number; readonly most: number },
): Promise<readonly (Omit<CountedLaunch, 'domain_id'> & { readonly domain_id: number | null })[]> {
  const rows = await sql.rows<CountedLaunch>(
    `SELECT ${countedColumns} FROM launches WHERE id > ? AND id <= ? ORDER BY id LIMIT ${Math.trunc(most)}`,
    [after, upTo],
  );
  return rows.map((row) => ({ ...row, id: Number(row.id), at: Number(row.at) }));
}

/** What was not counted yet of a domain, or of one course of it, read by its ids alone. */
export async function uncountedLaunches(
  sql: Sql,
  { domainId, courseId }: LaunchSubject,
  after: number,
): Promise<readonly CountedLaunch[]> {
  const byIds = sql.dialect === 'mysql' ? 'FORCE INDEX (PRIMARY)' : 'NOT INDEXED';
  const [inCourse, values]: [string, SqlValue[]] =
    courseId === undefined ? ['', []] : ['AND course_id = ?', [courseId]];
  const rows = await sql.rows<CountedLaunch>(
    `SELECT ${countedColumns} FROM launches ${byIds} WHERE id > ? AND domain_id = ? ${inCourse}`,
    [after, domainId, ...values],
  );
  return rows.map((row) => ({ ...row, id: Number(row.id), at: Number(row.at) }));
}

const dayColumns = [
  'domain_id',
  'course_id',
  'protector_id',
  'link_id',
  'day',
  'code',
  'times',
  'last_at',
  'clock_least',
] as const satisfies readonly (keyof LaunchDayRow)[];

/** Adds to what was counted. */
export async function addLaunchDays(sql: Sql, rows: readonly LaunchDayRow[]): Promise<void> {
  const end =
    sql.dialect === 'mysql'
      ? `ON DUPLICATE KEY UPDATE times = times + VALUES(times), last_at = GREATEST(last_at, VALUES(last_at)),
          clock_least = COALESCE(LEAST(clock_least, VALUES(clock_least)), clock_least, VALUES(clock_least))`
      : `ON CONFLICT (domain_id, course_id, protector_id, link_id, day, code) DO UPDATE SET
          times = times + excluded.times, last_at = MAX(last_at, excluded.last_at),
          clock_least = COALESCE(MIN(clock_least, excluded.clock_least), clock_least, excluded.clock_least)`;
  for (const part of inParts(rows, 400)) {
    const values = part.flatMap((row) => dayColumns.map((column) => row[column]));
    await sql.run(`${insertRows('launch_days', dayColumns, part.length)} ${end}`, values);
  }
}

export type DayOfSubject = Pick<LaunchDayRow, 'day' | 'times' | 'last_at' | 'clock_least'> & {
  readonly code: LaunchCode;
};

/** What was counted of one subject since a day. */
export async function launchDaysOf(
  sql: Sql,
  { domainId, courseId = 0, protectorId = 0, linkId = 0 }: LaunchSubject,
  since: number,
): Promise<readonly DayOfSubject[]> {
  const rows = await sql.rows<DayOfSubject>(
    `SELECT day, code, times, last_at, clock_least FROM launch_days
     WHERE domain_id = ? AND course_id = ? AND protector_id = ? AND link_id = ? AND day >= ?`,
    [domainId, courseId, protectorId, linkId, since],
  );
  return rows.map((row) => ({ ...row, last_at: Number(row.last_at) }));
}

/** When one subject last sent its visitors in, as far as it was counted. */
export async function lastGoodLaunch(
  sql: Sql,
  { domainId, courseId = 0, protectorId = 0, linkId = 0 }: LaunchSubject,
): Promise<number | undefined> {
  const [row] = await sql.rows<{ last_at: number | null }>(
    `SELECT MAX(last_at) AS last_at FROM launch_days
     WHERE domain_id = ? AND course_id = ? AND protector_id = ? AND link_id = ? AND code IN ('opened', 'login-required')`,
    [domainId, courseId, protectorId, linkId],
  );
  return row?.last_at == null ? undefined : Number(row.last_at);
}

/** The clocks of a domain's protectors by day, of its courses' protectors too. */
export async function clocksOfProtectors(
  sql: Sql,
  domainId: number,
  since: number,
): Promise<readonly { readonly protectorId: number; readonly day: number; readonly least: number }[]> {
  return sql.rows(
    `SELECT p.id AS protectorId, l.day AS day, MIN(l.clock_least) AS least
     FROM protectors p JOIN launch_days l ON l.domain_id = p.domain_id AND l.course_id = 0 AND l.protector_id = p.id
       AND l.link_id = 0 AND l.day >= ?
     WHERE p.domain_id = ? AND l.clock_least IS NOT NULL GROUP BY p.id, l.day`,
    [since, domainId],
  );
}

/** Forgets a batch of the oldest days; tells how many rows may be left: none where fewer than a batch went. */
export async function forgetLaunchDays(sql: Sql, before: number): Promise<boolean> {
  const old = { table: 'launch_days', key: 'rowid', where: 'day < ?', by: 'day', values: [before] } as const;
  const { text, values } = deleteOldest(sql.dialect, old);
  return (await sql.run(text, values)).affected === purgeBatch;
}
