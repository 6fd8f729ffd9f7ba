import type { ProtectorRef } from '../model/protector.ts';
import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';

/** A sealed secret of a course or its domain, the former ones of protectors included. */
export interface NearbySecret {
  /** Of the protector. */
  readonly id: number;
  readonly ref: ProtectorRef;
  readonly column: 'secret' | 'previous_secret';
  readonly envelope: string;
  /** Epoch milliseconds. */
  readonly previousUntil: number | null;
}

interface Row {
  id: number;
  course_id: number;
  number: number;
  secret: string | null;
  previous_secret: string | null;
  previous_until: number | null;
}

/** So many are looked at for one launch. */
const mostProtectors = 30;
const mostLinks = 100;

export async function nearbySecrets(sql: Sql, { domainId, courseId }: CourseScope): Promise<NearbySecret[]> {
  const rows = await sql.rows<Row>(
    `SELECT id, course_id, number, secret, previous_secret, previous_until FROM protectors
     WHERE domain_id = ? AND course_id IN (0, ?) ORDER BY course_id DESC, number LIMIT ${mostProtectors}`,
    [domainId, courseId],
  );
  return rows.flatMap(({ id, course_id, number, secret, previous_secret, previous_until }) => {
    const ref: ProtectorRef = { level: course_id === 0 ? 'domain' : 'course', number };
    const previousUntil = previous_until === null ? null : Number(previous_until);
    const found = (column: NearbySecret['column'], envelope: string | null) =>
      envelope === null ? [] : [{ id, ref, column, envelope, previousUntil }];
    return [...found('secret', secret), ...found('previous_secret', previous_secret)];
  });
}

/** Short ids of the course, the newest. */
export async function nearbyLinks(sql: Sql, { domainId, courseId }: CourseScope): Promise<readonly string[]> {
  const text = `SELECT short_id FROM links WHERE domain_id = ? AND course_id = ? ORDER BY id DESC LIMIT ${mostLinks}`;
  const rows = await sql.rows<{ short_id: string }>(text, [domainId, courseId]);
  return rows.map(({ short_id }) => short_id);
}

/** Origins of the domain, current and former. */
export async function nearbyAddresses(sql: Sql, domainId: number): Promise<readonly string[]> {
  const text = 'SELECT origin FROM domain_addresses WHERE domain_id = ?';
  return (await sql.rows<{ origin: string }>(text, [domainId])).map(({ origin }) => origin);
}
