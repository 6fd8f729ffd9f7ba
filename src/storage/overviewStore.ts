import { readProtect } from './deepLinkColumns.ts';
import type { Sql, SqlValue } from './door.ts';
import type { JournalScope } from './journalPageStore.ts';

/** What a protector's row says that a coordinator may have to act on. */
export interface WatchedProtector {
  readonly id: number;
  readonly number: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly hasSecret: boolean;
  /** Seconds. */
  readonly nonceLifetime: number;
  /** Epoch milliseconds; until when an old secret is still taken. */
  readonly previousUntil: number | undefined;
  readonly validUntil: number | undefined;
}

/** The protectors that a domain owns, or one course. */
export async function watchedProtectors(
  sql: Sql,
  { domainId, courseId = 0 }: JournalScope,
): Promise<readonly WatchedProtector[]> {
  interface Row {
    id: number;
    number: number;
    name: string;
    enabled: number;
    has_secret: number;
    has_previous: number;
    nonce_lifetime: number;
    previous_until: number | null;
    valid_until: number | null;
  }
  const rows = await sql.rows<Row>(
    `SELECT id, number, name, enabled, secret IS NOT NULL AS has_secret, previous_secret IS NOT NULL AS has_previous,
       nonce_lifetime, previous_until, valid_until
     FROM protectors WHERE domain_id = ? AND course_id = ? ORDER BY number`,
    [domainId, courseId],
  );
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    name: row.name,
    enabled: row.enabled === 1,
    hasSecret: Number(row.has_secret) === 1,
    nonceLifetime: row.nonce_lifetime,
    previousUntil: Number(row.has_previous) === 1 ? numberOf(row.previous_until) : undefined,
    validUntil: numberOf(row.valid_until),
  }));
}

function numberOf(value: number | null): number | undefined {
  return value === null ? undefined : Number(value);
}

export interface DomainNumbers {
  readonly courses: number;
  readonly people: number;
  readonly links: number;
  readonly coordinators: number;
  readonly hasItems: boolean;
}

export async function numbersOfDomain(sql: Sql, domainId: number): Promise<DomainNumbers> {
  const count = (text: string) => countOf(sql, text, [domainId]);
  return {
    courses: await count('SELECT COUNT(*) AS n FROM courses WHERE domain_id = ? AND archived_at IS NULL'),
    people: await count('SELECT COUNT(*) AS n FROM people WHERE domain_id = ?'),
    links: await count('SELECT COUNT(*) AS n FROM links WHERE domain_id = ?'),
    coordinators: await count(
      'SELECT COUNT(*) AS n FROM people WHERE domain_id = ? AND domain_coordinator = 1 AND disabled_at IS NULL',
    ),
    hasItems:
      (await count(
        'SELECT COUNT(*) AS n FROM (SELECT 1 FROM courses c JOIN items i ON i.course_id = c.id WHERE c.domain_id = ? LIMIT 1) f',
      )) > 0,
  };
}

export interface CourseNumbers {
  readonly students: number;
  readonly items: number;
  readonly links: number;
  /** Whose role counts today. */
  readonly coordinators: number;
}

/** @param today in the domain's time zone, `YYYY-MM-DD` */
export async function numbersOfCourse(
  sql: Sql,
  {
    domainId,
    courseId,
    today,
  }: { readonly domainId: number; readonly courseId: number; readonly today: string },
): Promise<CourseNumbers> {
  const own = [courseId, domainId];
  const active = `(r.starts IS NULL OR r.starts <= ?) AND (r.ends IS NULL OR r.ends >= ?)`;
  return {
    students: await countOf(
      sql,
      "SELECT COUNT(DISTINCT person_id) AS n FROM roles WHERE course_id = ? AND domain_id = ? AND role = 'student'",
      own,
    ),
    items: await countOf(sql, 'SELECT COUNT(*) AS n FROM items WHERE course_id = ? AND domain_id = ?', own),
    links: await countOf(sql, 'SELECT COUNT(*) AS n FROM links WHERE course_id = ? AND domain_id = ?', own),
    coordinators: await countOf(
      sql,
      `SELECT COUNT(DISTINCT r.person_id) AS n FROM roles r JOIN people p ON p.id = r.person_id AND p.disabled_at IS NULL
       WHERE r.course_id = ? AND r.domain_id = ? AND r.role = 'coordinator' AND ${active}`,
      [...own, today, today],
    ),
  };
}

async function countOf(sql: Sql, text: string, values: readonly SqlValue[]): Promise<number> {
  const [row] = await sql.rows<{ n: number }>(text, values);
  return Number(row?.n ?? 0);
}

/** How many deep-link settings name a protector that is gone, by course. */
export async function goneProtectorSettings(
  sql: Sql,
  { domainId, courseId }: JournalScope,
): Promise<ReadonlyMap<string, number>> {
  const protectors = await sql.rows<{ course_id: number; number: number }>(
    'SELECT course_id, number FROM protectors WHERE domain_id = ?',
    [domainId],
  );
  const there = new Set(protectors.map(({ course_id, number }) => `${course_id}:${number}`));
  const [inCourse, values]: [string, SqlValue[]] =
    courseId === undefined ? ['', []] : ['AND s.course_id = ?', [courseId]];
  const sets = await sql.rows<{ id: number; course: string; protect: string; settings: number }>(
    `SELECT s.course_id AS id, c.course_id AS course, s.protect, s.settings FROM
       (SELECT course_id, protect, COUNT(*) AS settings FROM deep_links s
        WHERE domain_id = ? ${inCourse} AND protect LIKE 'only%' GROUP BY course_id, protect) s
     JOIN courses c ON c.id = s.course_id AND c.archived_at IS NULL`,
    [domainId, ...values],
  );
  const gone = new Map<string, number>();
  for (const { id, course, protect, settings } of sets) {
    const read = readProtect(protect);
    const refs = read.kind === 'protectors' ? read.refs : [];
    const isGone = refs.some(({ level, number }) => !there.has(`${level === 'domain' ? 0 : id}:${number}`));
    if (isGone) gone.set(course, (gone.get(course) ?? 0) + Number(settings));
  }
  return gone;
}
