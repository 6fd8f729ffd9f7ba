import type { IdentityVerdict, LaunchCode } from '../model/launchCode.ts';
import type { OriginWord } from '../model/origin.ts';
import type { ProtectorRef } from '../model/protector.ts';
import type { Sql, SqlValue } from './door.ts';

/** Everything that is kept of one launch, with the names that stand there today. */
export interface LaunchRecordLine {
  readonly at: number;
  readonly reference: string;
  readonly courseId: number | null;
  readonly course: { readonly id: string; readonly title: string } | null;
  readonly item: { readonly id: string; readonly title: string } | null;
  readonly shortUrl: string | null;
  /** That has signed it. */
  readonly protector: (ProtectorRef & { readonly name: string | null }) | null;
  readonly protectorId: number | null;
  readonly code: LaunchCode;
  readonly identity: IdentityVerdict | null;
  readonly named: string | null;
  readonly person: string | null;
  readonly differs: boolean;
  readonly clockDifference: number | null;
  readonly tolerated: readonly string[];
  readonly notes: readonly string[];
  readonly times: number;
  readonly origin: OriginWord | null;
}

interface Row {
  at: number;
  reference: string;
  course_id: number | null;
  course: string | null;
  course_title: string | null;
  item: string | null;
  item_title: string | null;
  short_id: string | null;
  protector_id: number | null;
  protector_level: ProtectorRef['level'] | null;
  protector_number: number | null;
  protector_name: string | null;
  code: LaunchCode;
  identity: IdentityVerdict | null;
  named: string | null;
  person: string | null;
  differs: number | null;
  clock_difference: number | null;
  tolerated: string;
  notes: string;
  times: number;
  origin: string | null;
}

/** The rows of a reference in a domain, or in one course of it: the launch first, a sign-in after it later. */
export async function recordsOf(
  sql: Sql,
  {
    domainId,
    courseId,
    reference,
  }: { readonly domainId: number; readonly courseId: number | undefined; readonly reference: string },
): Promise<readonly LaunchRecordLine[]> {
  const ofCourse = courseId === undefined ? '' : 'AND j.course_id = ?';
  const values: SqlValue[] = [reference, domainId, ...(courseId === undefined ? [] : [courseId])];
  const rows = await sql.rows<Row>(
    `SELECT j.at, j.reference, j.course_id, c.course_id AS course, c.title AS course_title, i.item_id AS item, i.title AS item_title,
       l.short_id, j.protector_id, j.protector_level, j.protector_number, q.name AS protector_name, j.code, j.identity, j.named,
       p.username AS person, j.differs, j.clock_difference, j.tolerated, j.notes, j.times, j.origin
     FROM launches j
     LEFT JOIN courses c ON c.id = j.course_id AND c.domain_id = j.domain_id
     LEFT JOIN items i ON i.id = j.item_id AND i.domain_id = j.domain_id
     LEFT JOIN links l ON l.id = j.link_id AND l.domain_id = j.domain_id
     LEFT JOIN protectors q ON q.domain_id = j.domain_id AND q.number = j.protector_number
       AND q.course_id = CASE j.protector_level WHEN 'course' THEN j.course_id ELSE 0 END
     LEFT JOIN people p ON p.id = j.person_id AND p.domain_id = j.domain_id
     WHERE j.reference = ? AND j.domain_id = ? ${ofCourse} ORDER BY j.id LIMIT 10`,
    values,
  );
  return rows.map(recordFrom);
}

function recordFrom(row: Row): LaunchRecordLine {
  const { protector_level: level, protector_number: number } = row;
  return {
    at: Number(row.at),
    reference: row.reference,
    courseId: row.course_id,
    course: row.course === null ? null : { id: row.course, title: row.course_title ?? row.course },
    item: row.item === null ? null : { id: row.item, title: row.item_title ?? row.item },
    shortUrl: row.short_id,
    protector: level === null || number === null ? null : { level, number, name: row.protector_name },
    protectorId: row.protector_id,
    code: row.code,
    identity: row.identity,
    named: row.named,
    person: row.person,
    differs: row.differs === 1,
    clockDifference: row.clock_difference,
    tolerated: wordsOf(row.tolerated),
    notes: wordsOf(row.notes),
    times: row.times,
    origin: row.origin,
  };
}

function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
