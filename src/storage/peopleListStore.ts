import type { Sql, SqlValue } from './door.ts';
import { padded, places } from './inList.ts';
import { searchesPeople } from './searchedWords.ts';

export const personFilters = ['active', 'disabled', 'coordinators', 'no-password'] as const;

export type PersonFilter = (typeof personFilters)[number];

/** A person as a list of the domain's people shows one. */
export interface ListedPerson {
  readonly id: number;
  readonly username: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly domainCoordinator: boolean;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  /** In how many courses there is a role, active or not. */
  readonly courses: number;
}

export interface PeopleQuestion {
  /** A folded pattern for `LIKE`: username, name or e-mail address; undefined: everybody. */
  readonly pattern: string | undefined;
  readonly filter: PersonFilter | undefined;
  readonly offset: number;
  readonly most: number;
}

const conditions: Readonly<Record<PersonFilter, string>> = {
  active: 'p.disabled_at IS NULL',
  disabled: 'p.disabled_at IS NOT NULL',
  coordinators: 'p.domain_coordinator = 1',
  'no-password': 'p.password_hash IS NULL',
};

/** So many are found with one look. */
const mostAtOnce = 2_000;

/** People of a domain by username, and how many there are of them in all. */
export async function listPeople(
  sql: Sql,
  domainId: number,
  { pattern, filter, offset, most }: PeopleQuestion,
): Promise<{ readonly people: readonly ListedPerson[]; readonly total: number }> {
  const where = ['p.domain_id = ?'];
  const values: SqlValue[] = [domainId];
  if (filter !== undefined) where.push(conditions[filter]);
  if (pattern !== undefined) {
    where.push(searchesPeople('p'));
    values.push(pattern);
  }
  const from = `FROM people p WHERE ${where.join(' AND ')}`;
  // The ids first, in the order of the index that is searched: it alone is read. Of a search all of them at once where they
  // are not too many, since looking for the page and counting would go through the same index twice.
  const isSearch = pattern !== undefined && offset + most <= mostAtOnce;
  const all = await sql.rows<{ id: number }>(
    `SELECT p.id ${from} ORDER BY p.search_words, p.id
     LIMIT ${isSearch ? mostAtOnce : Math.trunc(most)} OFFSET ${isSearch ? 0 : Math.trunc(offset)}`,
    values,
  );
  const isAll = all.length < (isSearch ? mostAtOnce : most) && (isSearch || offset === 0);
  const [count] = isAll
    ? [{ total: all.length }]
    : await sql.rows<{ total: number }>(`SELECT COUNT(*) AS total ${from}`, values);
  const found = isSearch ? all.slice(offset, offset + most) : all;
  const ids = found.map(({ id }) => id);
  return { people: await peopleWithIds(sql, domainId, ids), total: Number(count?.total ?? 0) };
}

interface Row {
  id: number;
  username: string;
  display_name: string;
  email: string | null;
  domain_coordinator: number;
  disabled_at: number | null;
  has_password: number;
  courses: number;
}

async function peopleWithIds(
  sql: Sql,
  domainId: number,
  ids: readonly number[],
): Promise<readonly ListedPerson[]> {
  if (ids.length === 0) return [];
  const rows = await sql.rows<Row>(
    `SELECT p.id, p.username, p.display_name, p.email, p.domain_coordinator, p.disabled_at, p.password_hash IS NOT NULL AS has_password,
       (SELECT COUNT(DISTINCT r.course_id) FROM roles r WHERE r.person_id = p.id AND r.domain_id = p.domain_id) AS courses
     FROM people p WHERE p.domain_id = ? AND p.id IN (${places(ids)}) ORDER BY p.search_words, p.id`,
    [domainId, ...padded(ids)],
  );
  return rows.map((row) => ({
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    email: row.email,
    domainCoordinator: row.domain_coordinator === 1,
    disabled: row.disabled_at !== null,
    hasPassword: Number(row.has_password) === 1,
    courses: Number(row.courses),
  }));
}
