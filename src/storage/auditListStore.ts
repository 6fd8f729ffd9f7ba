import type { AuditDeed } from '../model/auditDeeds.ts';
import { auditColumns, ofDomain, type StoredChange } from './auditStore.ts';
import type { Sql } from './door.ts';

/** A change as people read it. */
export interface AuditLine {
  readonly id: number;
  readonly at: number;
  readonly course: string | null;
  readonly actor: string;
  readonly deed: AuditDeed;
  readonly object: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface AuditFilter {
  readonly domainId: number | null;
  readonly courseId?: number | undefined;
  /** A pattern for `LIKE`; who or what. */
  readonly pattern?: string | undefined;
  /** Only changes before this one, by id. */
  readonly before?: number | undefined;
  readonly most: number;
}

/** Newest first. */
export async function listAudit(sql: Sql, filter: AuditFilter): Promise<readonly AuditLine[]> {
  const [owner, values] = ofDomain(filter.domainId);
  const where = [owner];
  if (filter.courseId !== undefined) {
    where.push('a.course_id = ?');
    values.push(filter.courseId);
  }
  if (filter.before !== undefined) {
    where.push('a.id < ?');
    values.push(filter.before);
  }
  if (filter.pattern !== undefined) {
    where.push(`(a.actor LIKE ? ESCAPE '!' OR a.object LIKE ? ESCAPE '!' OR a.deed LIKE ? ESCAPE '!')`);
    values.push(filter.pattern, filter.pattern, filter.pattern);
  }
  const rows = await sql.rows<StoredChange & { course: string | null }>(
    `SELECT ${auditColumns}, c.course_id AS course FROM audit a LEFT JOIN courses c ON c.id = a.course_id
     WHERE ${where.join(' AND ')} ORDER BY a.id DESC LIMIT ${Math.trunc(filter.most)}`,
    values,
  );
  return rows.map((row) => ({
    id: Number(row.id),
    at: Number(row.at),
    course: row.course,
    actor: row.actor,
    deed: row.deed,
    object: row.object,
    before: parsed(row.before_value),
    after: parsed(row.after_value),
  }));
}

function parsed(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text);
}
