import type { PlaceState } from '../model/lmsPlace.ts';
import type { ProtectorRef } from '../model/protector.ts';
import type { CourseScope } from './courseStore.ts';
import type { Sql, SqlValue } from './door.ts';
import type { LmsPlace } from './launchPersonStore.ts';
import { searched } from './searchedWords.ts';

/** A short URL of a course, whose scope stands in every question. */
export interface PlacedLink extends CourseScope {
  readonly linkId: number;
}

/** A place in an LMS that is approved for a short URL, or that launches came from. */
export interface ListedPlace extends LmsPlace {
  /** Of its approval; undefined where it has none of its own. */
  readonly id: number | undefined;
  /** The whole context is approved. */
  readonly isCovered: boolean;
  readonly protector: ProtectorRef & { readonly name: string };
  /** Good ones, as far as the journal is kept. */
  readonly launches: number;
  /** Refused because of the place. */
  readonly refused: number;
  /** Epoch milliseconds; undefined where none came. */
  readonly lastAt: number | undefined;
  readonly title: string;
}

export interface PlaceQuestion {
  /** A pattern for `LIKE`; undefined: everything. */
  readonly pattern: string | undefined;
  readonly state: PlaceState | undefined;
  readonly offset: number;
  readonly most: number;
}

const places = `(SELECT a.protector_id, a.context_id, a.resource_link_id, MAX(a.place_id) AS place_id,
    SUM(a.launches) AS launches, SUM(a.refused) AS refused, MAX(a.last_at) AS last_at, MAX(a.title) AS title
  FROM (SELECT protector_id, context_id, resource_link_id, id AS place_id, 0 AS launches, 0 AS refused, 0 AS last_at, '' AS title
      FROM link_places WHERE domain_id = ? AND link_id = ?
    UNION ALL SELECT protector_id, context_id, resource_link_id, 0, launches, refused, last_at, title
      FROM link_place_days WHERE domain_id = ? AND link_id = ? AND kind = 'place') a
  GROUP BY a.protector_id, a.context_id, a.resource_link_id) g
  JOIN protectors p ON p.id = g.protector_id AND p.domain_id = ? AND p.course_id IN (0, ?)
  LEFT JOIN link_places w ON w.link_id = ? AND w.domain_id = ? AND w.protector_id = g.protector_id
    AND w.context_id = g.context_id AND w.resource_link_id = ''`;

const states = { approved: 'g.place_id > 0', new: 'g.place_id = 0 AND w.id IS NULL' } as const;

function conditions(sql: Sql, { domainId, courseId, linkId }: PlacedLink, question: PlaceQuestion) {
  const { pattern, state } = question;
  const where = ['1 = 1'];
  const values: SqlValue[] = [domainId, linkId, domainId, linkId, domainId, courseId, linkId, domainId];
  if (pattern !== undefined) {
    const names = ['g.context_id', 'g.resource_link_id'].map((name) => searched(sql.dialect, name));
    where.push(`(${[...names, 'g.title'].map((name) => `${name} LIKE ? ESCAPE '!'`).join(' OR ')})`);
    values.push(pattern, pattern, pattern);
  }
  if (state !== undefined) where.push(states[state]);
  return { from: `${places} WHERE ${where.join(' AND ')}`, values };
}

interface Row {
  owner: number;
  number: number;
  name: string;
  protector_id: number;
  context_id: string;
  resource_link_id: string;
  place_id: number;
  covered_by: number | null;
  launches: number;
  refused: number;
  last_at: number;
  title: string;
}

/** Approved ones first, then what may be approved, most launches first. */
export async function listPlaces(
  sql: Sql,
  link: PlacedLink,
  question: PlaceQuestion,
): Promise<readonly ListedPlace[]> {
  const { from, values } = conditions(sql, link, question);
  const rows = await sql.rows<Row>(
    `SELECT p.course_id AS owner, p.number, p.name, g.*, w.id AS covered_by FROM ${from}
     ORDER BY g.place_id = 0, w.id IS NOT NULL, g.launches + g.refused DESC, g.protector_id, g.context_id, g.resource_link_id
     LIMIT ${Math.trunc(question.most)} OFFSET ${Math.trunc(question.offset)}`,
    values,
  );
  const wholes = rows.some((row) => row.resource_link_id === '') ? await contextsSeen(sql, link) : new Map();
  return rows.map((row) => {
    const isWhole = row.resource_link_id === '';
    const seen: Seen = (isWhole ? wholes.get(contextKey(row)) : undefined) ?? row;
    const lastAt = Number(seen.last_at);
    return {
      id: Number(row.place_id) === 0 ? undefined : Number(row.place_id),
      isCovered: row.covered_by !== null,
      protector: { level: row.owner === 0 ? 'domain' : 'course', number: row.number, name: row.name },
      contextId: row.context_id,
      resourceLinkId: isWhole ? undefined : row.resource_link_id,
      launches: Number(seen.launches),
      refused: Number(seen.refused),
      lastAt: lastAt === 0 ? undefined : lastAt,
      title: isWhole ? (seen.title.split(' › ')[0] ?? '') : row.title,
    };
  });
}

export async function countPlaces(sql: Sql, link: PlacedLink, question: PlaceQuestion): Promise<number> {
  const { from, values } = conditions(sql, link, question);
  const [row] = await sql.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${from}`, values);
  return Number(row?.n ?? 0);
}

type Seen = Pick<Row, 'launches' | 'refused' | 'last_at' | 'title'>;

function contextKey({ protector_id, context_id }: Pick<Row, 'protector_id' | 'context_id'>): string {
  return `${protector_id} ${context_id}`;
}

/** What came from each context, from whichever link in it. */
async function contextsSeen(sql: Sql, { domainId, linkId }: PlacedLink): Promise<ReadonlyMap<string, Seen>> {
  const rows = await sql.rows<Row>(
    `SELECT protector_id, context_id, SUM(launches) AS launches, SUM(refused) AS refused, MAX(last_at) AS last_at,
       MAX(title) AS title FROM link_place_days WHERE domain_id = ? AND link_id = ? AND kind = 'place'
     GROUP BY protector_id, context_id`,
    [domainId, linkId],
  );
  return new Map(rows.map((row) => [contextKey(row), row]));
}

export interface ApprovedPlace extends LmsPlace {
  readonly id: number;
  readonly protectorId: number;
}

/** In an order that does not depend on when they were approved. */
export async function approvedPlaces(
  sql: Sql,
  { domainId, linkId }: PlacedLink,
): Promise<readonly ApprovedPlace[]> {
  const rows = await sql.rows<Pick<Row, 'protector_id' | 'context_id' | 'resource_link_id'> & { id: number }>(
    `SELECT id, protector_id, context_id, resource_link_id FROM link_places WHERE domain_id = ? AND link_id = ?
     ORDER BY protector_id, context_id, resource_link_id`,
    [domainId, linkId],
  );
  return rows.map(({ id, protector_id, context_id, resource_link_id }) => ({
    id,
    protectorId: protector_id,
    contextId: context_id,
    resourceLinkId: resource_link_id === '' ? undefined : resource_link_id,
  }));
}

export async function removePlace(sql: Sql, { domainId, linkId }: PlacedLink, place: number): Promise<void> {
  const text = 'DELETE FROM link_places WHERE domain_id = ? AND link_id = ? AND id = ?';
  await sql.run(text, [domainId, linkId, place]);
}
