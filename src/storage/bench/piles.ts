import { sha256 } from '../../crypto/digest.ts';
import { claimToken } from '../../crypto/randomTokens.ts';
import { searchWordsOf } from '../../model/searchWords.ts';
import { usernameFold } from '../../model/username.ts';
import { audienceColumns } from '../deepLinkColumns.ts';
import type { Sql } from '../door.ts';
import { addRows, type NewRow } from '../rowWriting.ts';
import {
  type BenchLayout,
  courseIdOf,
  courseOfLink,
  courseOfPerson,
  itemIdOf,
  rolesEach,
  shortIdOf,
  usernameOf,
} from './layout.ts';

/** What the rows of a database for measuring belong to. */
export interface BenchOwners {
  readonly domainId: number;
  readonly protectorId: number;
  readonly protectorNumber: number;
  /** Epoch milliseconds. */
  readonly madeAt: number;
}

/** Rows of one kind, numbered from 0 and added in that order, so that their number says where to go on. */
export interface Pile {
  readonly name: string;
  readonly total: number;
  /** How many are there already. */
  there(sql: Sql): Promise<number>;
  add(sql: Sql, from: number, count: number): Promise<void>;
}

/** All piles in the order in which they are filled. */
export function pilesOf(layout: BenchLayout, owners: BenchOwners): readonly Pile[] {
  const { domainId, madeAt: created_at } = owners;
  const own = { domain_id: domainId };
  const courses = numbered('courses', layout.courses, (n) => ({
    ...own,
    course_id: courseIdOf(n),
    title: `Course ${n}`,
    trust_usernames: null,
    last_protector: 0,
    last_menu: 0,
    archived_at: null,
    created_at,
  }));
  const settings = numbered('deep_links', layout.courses, (n) => ({
    ...own,
    course_id: n + 1,
    item_id: 0,
    ...audienceColumns({ kind: 'everybody' }),
    access: 'either',
    protect: `only domain:${owners.protectorNumber}`,
    key_word: null,
    word_version: null,
    word_set_at: null,
    menu: null,
    menu_shows: null,
    scope: null,
    others: null,
    listing: null,
  }));
  const people = numbered('people', layout.people, (n) => ({
    ...own,
    username: usernameOf(n),
    fold_hash: sha256(usernameFold(usernameOf(n))),
    display_name: `Person ${n}`,
    email: null,
    password_hash: null,
    domain_coordinator: 0,
    disabled_at: null,
    sessions_after: 0,
    created_at,
    search_words: searchWordsOf({ username: usernameOf(n), displayName: `Person ${n}`, email: null }),
  }));
  const each = rolesEach(layout);
  const roles = numbered('roles', layout.people * each, (n) => {
    const person = Math.floor(n / each);
    const course_id = courseOfPerson(layout, person, n % each) + 1;
    return {
      ...own,
      course_id,
      person_id: person + 1,
      role: 'student',
      section: '',
      starts: null,
      ends: null,
    };
  });
  const items = numbered('items', layout.links, (n) => ({
    ...own,
    course_id: courseOfLink(layout, n) + 1,
    item_id: itemIdOf(n),
    parent_id: null,
    path: '/',
    position: Math.floor(n / layout.courses),
    kind: 'page',
    title: `Item ${n}`,
    body: 'An item to measure by.',
    url: null,
    file_hash: null,
    file_name: null,
    file_type: null,
    file_size: null,
  }));
  const links = numbered('links', layout.links, (n) => ({
    ...own,
    short_id: shortIdOf(n),
    course_id: courseOfLink(layout, n) + 1,
    item_id: n + 1,
    enabled: 1,
    valid_from: null,
    valid_until: null,
    place_check: null,
    created_at,
  }));
  return [courses, settings, people, roles, items, links, noncePile(layout, owners)];
}

function numbered(table: string, total: number, row: (n: number) => NewRow): Pile {
  return {
    name: table,
    total,
    async there(sql) {
      const [last] = await sql.rows<{ id: number | null }>(`SELECT MAX(id) AS id FROM ${table}`);
      return Number(last?.id ?? 0);
    },
    add: (sql, from, count) =>
      addRows(
        sql,
        table,
        range(from, count).map((n) => ({ id: n + 1, ...row(n) })),
      ),
  };
}

/** Nonces of an hour at a campus that is hard at work: so many in each second. */
const noncesEachSecond = 3_000;
const daySeconds = 24 * 3600;
const tenYearsMs = 3650 * daySeconds * 1000;

/**
 * Their timestamps lie a month before the database was made, apart from those of launches; they expire in ten years,
 * since a server would purge them while it is measured.
 */
function noncePile(layout: BenchLayout, { protectorId, madeAt }: BenchOwners): Pile {
  const first = Math.floor(madeAt / 1000) - 30 * daySeconds;
  return {
    name: 'nonces',
    total: layout.nonces,
    async there(sql) {
      const text = `SELECT oauth_timestamp AS last, COUNT(*) AS rows_there FROM nonces
        WHERE protector_id = ? AND oauth_timestamp < ? GROUP BY oauth_timestamp ORDER BY oauth_timestamp DESC LIMIT 1`;
      const values = [protectorId, Math.floor(madeAt / 1000) - daySeconds];
      const [found] = await sql.rows<{ last: number; rows_there: number }>(text, values);
      return found ? (Number(found.last) - first) * noncesEachSecond + Number(found.rows_there) : 0;
    },
    add: (sql, from, count) =>
      addRows(
        sql,
        'nonces',
        range(from, count).map((n) => ({
          protector_id: protectorId,
          oauth_timestamp: first + Math.floor(n / noncesEachSecond),
          nonce_hash: sha256(`nonce ${n}`),
          claim: claimToken(),
          outcome: 'opened',
          launch_key: claimToken(),
          expires_at: madeAt + tenYearsMs,
        })),
      ),
  };
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => from + at);
}
