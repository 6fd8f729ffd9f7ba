import type { IdentityVerdict, LaunchCode } from '../model/launchCode.ts';
import { type LaunchSample, type MaskedField, samplesKept } from '../model/launchSamples.ts';
import type { LmsFamily } from '../model/lmsFamily.ts';
import type { Sql, SqlValue } from './door.ts';
import { padded, places } from './inList.ts';
import { byIndex } from './launchPersonQueries.ts';
import { addRows, inParts } from './rowWriting.ts';

/** A launch of which something is kept, as it lies there: its values were masked before. */
export interface StoredSample extends LaunchSample {
  readonly domainId: number;
  /** 0: of no link. */
  readonly courseId: number;
  readonly linkId: number | undefined;
  /** 0: nobody has signed it. */
  readonly protectorId: number;
  readonly code: LaunchCode;
  readonly identity: IdentityVerdict | undefined;
  /** Of a bad signature that was looked into. */
  readonly cause: string | undefined;
}

/** A sample as people look at it, with the names that stand there today. */
export interface SampleLine extends StoredSample {
  readonly course: string | undefined;
  /** Of the protector that has signed it, while it is there. */
  readonly protectorName: string | undefined;
}

/** Adds samples and lets go of all but the newest of each protector and course. */
export async function addSamples(sql: Sql, samples: readonly StoredSample[]): Promise<void> {
  await addRows(sql, 'launch_samples', samples.map(rowOf));
  const courses = new Map<number, Set<number>>();
  for (const { domainId, courseId } of samples)
    courses.set(domainId, (courses.get(domainId) ?? new Set()).add(courseId));
  for (const [domainId, ids] of courses) {
    for (const some of inParts([...ids], coursesAtOnce)) {
      const old = await outlived(sql, domainId, some);
      for (const part of inParts(old, 256)) {
        const text = `DELETE FROM launch_samples WHERE domain_id = ? AND id IN (${places(part)})`;
        await sql.run(text, [domainId, ...padded(part)]);
      }
    }
  }
}

const coursesAtOnce = 64;

/** Samples that are no longer among the newest of their protector and course. */
async function outlived(sql: Sql, domainId: number, courses: readonly number[]): Promise<readonly number[]> {
  const rows = await sql.rows<{ id: number }>(
    `SELECT id FROM (
       SELECT id, ROW_NUMBER() OVER (PARTITION BY course_id, protector_id ORDER BY id DESC) AS place
       FROM launch_samples WHERE domain_id = ? AND course_id IN (${places(courses)})
     ) own WHERE place > ${samplesKept}`,
    [domainId, ...padded(courses)],
  );
  return rows.map(({ id }) => id);
}

function rowOf(sample: StoredSample) {
  return {
    at: sample.at,
    reference: sample.reference,
    domain_id: sample.domainId,
    course_id: sample.courseId,
    link_id: sample.linkId ?? null,
    protector_id: sample.protectorId,
    code: sample.code,
    identity: sample.identity ?? null,
    family: sample.family,
    fields: JSON.stringify(sample.fields),
    cause: sample.cause ?? null,
  };
}

export interface SampleFilter {
  readonly domainId: number;
  readonly courseId?: number | undefined;
  /** 0: those that nobody has signed; left out: signed by anybody. */
  readonly protectorId?: number | undefined;
  readonly reference?: string | undefined;
  readonly most: number;
}

interface Row {
  at: number;
  reference: string;
  domain_id: number;
  course_id: number;
  course: string | null;
  link_id: number | null;
  protector_id: number;
  code: LaunchCode;
  identity: IdentityVerdict | null;
  family: LmsFamily | '';
  fields: string;
  cause: string | null;
  protector_name: string | null;
}

/** Newest first. */
export async function samplesOf(sql: Sql, filter: SampleFilter): Promise<readonly SampleLine[]> {
  const where = ['s.domain_id = ?'];
  const values: SqlValue[] = [filter.domainId];
  const also = (column: string, value: SqlValue | undefined) => {
    if (value === undefined) return;
    where.push(`s.${column} = ?`);
    values.push(value);
  };
  also('course_id', filter.courseId);
  also('protector_id', filter.protectorId);
  also('reference', filter.reference);
  if (filter.protectorId === undefined && filter.reference === undefined) where.push('s.protector_id > 0');
  const rows = await sql.rows<Row>(
    `SELECT s.at, s.reference, s.domain_id, s.course_id, c.course_id AS course, s.link_id, s.protector_id, s.code, s.identity,
       s.family, s.fields, s.cause, q.name AS protector_name
     FROM launch_samples s LEFT JOIN courses c ON c.id = s.course_id AND c.domain_id = s.domain_id
     LEFT JOIN protectors q ON q.id = s.protector_id AND q.domain_id = s.domain_id
     WHERE ${where.join(' AND ')} ORDER BY s.id DESC LIMIT ${Math.trunc(filter.most)}`,
    values,
  );
  return rows.map((row) => ({
    at: Number(row.at),
    reference: row.reference,
    domainId: row.domain_id,
    courseId: row.course_id,
    course: row.course ?? undefined,
    linkId: row.link_id ?? undefined,
    protectorId: row.protector_id,
    code: row.code,
    identity: row.identity ?? undefined,
    family: row.family,
    fields: JSON.parse(row.fields) as readonly MaskedField[],
    cause: row.cause ?? undefined,
    protectorName: row.protector_name ?? undefined,
  }));
}

/** A name that may be on the roster of a course of the domain. */
export interface AskedName {
  readonly courseId: number;
  readonly name: string;
}

/** By course, those of the names that are somebody's who has a role there. */
export async function rosterNamesAmong(
  sql: Sql,
  domainId: number,
  asked: readonly AskedName[],
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const names = new Map<number, string>();
  const people = new Map<string, number>();
  for (const part of inParts([...new Set(asked.map(({ name }) => name))], namesAtOnce)) {
    const rows = await sql.rows<{ id: number; username: string }>(
      `SELECT id, username FROM people WHERE domain_id = ? AND username IN (${places(part)})`,
      [domainId, ...padded(part)],
    );
    for (const { id, username } of rows) {
      names.set(id, username);
      people.set(username, id);
    }
  }
  const found = new Map<number, Set<string>>();
  for (const part of inParts(mayHaveRoles(asked, people), pairsAtOnce)) {
    const pairs = padded(part);
    // By the two together: by the courses alone it would read all of their rosters.
    const rows = await sql.rows<{ course_id: number; person_id: number }>(
      `SELECT course_id, person_id FROM roles ${byIndex(sql, 'uq_role')}
       WHERE (${pairs.map(() => 'course_id = ? AND person_id = ?').join(' OR ')}) AND +domain_id = ?`,
      [...pairs.flatMap(({ courseId, personId }) => [courseId, personId]), domainId],
    );
    for (const { course_id, person_id } of rows)
      found.set(course_id, (found.get(course_id) ?? new Set()).add(names.get(person_id) ?? ''));
  }
  return found;
}

const namesAtOnce = 256;
const pairsAtOnce = 64;

interface MayHaveRole {
  readonly courseId: number;
  readonly personId: number;
}

/** Each once: of what an LMS sends, hardly anything is a username, and that comes with every launch. */
function mayHaveRoles(
  asked: readonly AskedName[],
  people: ReadonlyMap<string, number>,
): readonly MayHaveRole[] {
  const pairs = new Map<string, MayHaveRole>();
  for (const { courseId, name } of asked) {
    const personId = people.get(name);
    if (personId !== undefined) pairs.set(`${courseId} ${personId}`, { courseId, personId });
  }
  return [...pairs.values()];
}
