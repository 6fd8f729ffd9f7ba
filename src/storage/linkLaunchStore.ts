import type { IdentityVerdict, LaunchCode } from '../model/launchCode.ts';
import type { ProtectorRef } from '../model/protector.ts';
import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';

/** One launch of a short URL, as the page of its item tells it. */
export interface LinkLaunch {
  readonly at: number;
  readonly reference: string;
  readonly code: LaunchCode;
  readonly identity: IdentityVerdict | null;
  readonly named: string | null;
  readonly person: string | null;
  readonly protector: (ProtectorRef & { readonly name: string | null }) | null;
  /** How many of the kind this line stands for. */
  readonly times: number;
}

interface Row {
  at: number;
  reference: string;
  code: LaunchCode;
  identity: IdentityVerdict | null;
  named: string | null;
  person: string | null;
  protector_level: ProtectorRef['level'] | null;
  protector_number: number | null;
  protector_name: string | null;
  times: number;
}

/** The newest first. The link must be of the scope. */
export async function launchesOfLink(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { link, most }: { readonly link: number; readonly most: number },
): Promise<readonly LinkLaunch[]> {
  const rows = await sql.rows<Row>(
    `SELECT j.at, j.reference, j.code, j.identity, j.named, j.times, j.protector_level, j.protector_number,
      q.name AS protector_name, p.username AS person
     FROM launches j LEFT JOIN protectors q ON q.id = j.protector_id LEFT JOIN people p ON p.id = j.person_id
     WHERE j.link_id = ? AND j.domain_id = ? AND j.course_id = ? ORDER BY j.at DESC, j.id DESC LIMIT ${Math.trunc(most)}`,
    [link, domainId, courseId],
  );
  return rows.map((row) => {
    const { protector_level: level, protector_number: number } = row;
    return {
      at: Number(row.at),
      reference: row.reference,
      code: row.code,
      identity: row.identity,
      named: row.named,
      person: row.person,
      protector: level === null || number === null ? null : { level, number, name: row.protector_name },
      times: row.times,
    };
  });
}

/** When each of the links was launched last, epoch milliseconds; those that never were are left out. */
export async function lastLaunches(sql: Sql, links: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (links.length === 0) return new Map();
  // Each at the end of its part of the index: a link of a large course has many thousands.
  const rows = await sql.rows<{ id: number; at: number | null }>(
    `SELECT l.id, (SELECT j.at FROM launches j WHERE j.link_id = l.id ORDER BY j.at DESC LIMIT 1) AS at
     FROM links l WHERE l.id IN (${places(links)})`,
    padded(links),
  );
  return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, Number(at)] as const])));
}

/** How many launch sessions run by a link at this moment (epoch milliseconds). */
export async function runningSessions(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { link, now }: { readonly link: number; readonly now: number },
): Promise<number> {
  const text = `SELECT COUNT(*) AS n FROM launch_sessions
    WHERE link_id = ? AND domain_id = ? AND course_id = ? AND state = 'open' AND expires_at > ?`;
  const [row] = await sql.rows<{ n: number }>(text, [link, domainId, courseId, now]);
  return Number(row?.n ?? 0);
}

/** Ends all that the link brought about: sessions, launches that wait to be entered, and sign-ins for them (R8). */
export async function endSessionsOfLink(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  link: number,
): Promise<void> {
  const text = 'DELETE FROM launch_sessions WHERE link_id = ? AND domain_id = ? AND course_id = ?';
  await sql.run(text, [link, domainId, courseId]);
}
