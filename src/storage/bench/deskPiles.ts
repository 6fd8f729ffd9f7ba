import { audienceColumns } from '../deepLinkColumns.ts';
import type { Sql } from '../door.ts';
import { addRows, type NewRow } from '../rowWriting.ts';
import { type BenchLayout, shortIdOf } from './layout.ts';
import type { BenchOwners, Pile } from './piles.ts';

/** The numbers of rows that only pages are measured by; they come after those of launches. */
export interface DeskLayout {
  /** Items of the first course in folders, each with a short URL, and as many students in its sections. */
  readonly big: number;
  readonly folders: number;
  /** Settings of items of all courses. */
  readonly settings: number;
}

/** The first course is many times as large as the others: five thousand items to a hundred thousand links. */
export function deskLayoutOf({ links }: BenchLayout): DeskLayout {
  const big = Math.max(60, Math.floor(links / 20));
  return { big, folders: Math.ceil(big / 100), settings: Math.floor((links + big) / 10) };
}

/** What coordinators look at and launches do not need, in the order in which it is filled. */
export function deskPilesOf(layout: BenchLayout, owners: BenchOwners): readonly Pile[] {
  const { domainId, protectorNumber, madeAt: created_at } = owners;
  const { big, folders, settings } = deskLayoutOf(layout);
  const ofCourse = { domain_id: domainId, course_id: 1 };
  const items = after('items', { first: layout.links, total: big }, (n) => {
    const isFolder = n < folders;
    const parent_id = isFolder ? null : layout.links + 1 + (n % folders);
    return {
      ...ofCourse,
      item_id: `big${n}`,
      parent_id,
      path: parent_id === null ? '/' : `/${parent_id}/`,
      position: 10_000 + n,
      kind: isFolder ? 'folder' : 'page',
      title: `${isFolder ? 'Chapter' : 'Exercise'} ${n}`,
      body: isFolder ? null : 'An item to measure by.',
      url: null,
      file_hash: null,
      file_name: null,
      file_type: null,
      file_size: null,
    };
  });
  const links = after('links', { first: layout.links, total: big }, (n) => ({
    ...ofCourse,
    short_id: shortIdOf(layout.links + n),
    item_id: layout.links + 1 + n,
    enabled: 1,
    valid_from: null,
    valid_until: null,
    place_check: null,
    created_at,
  }));
  const said = after('deep_links', { first: layout.courses, total: settings }, (n) => {
    const item = n * 10;
    const some = { access: null, protect: null, key_word: null, scope: null, others: null, listing: null };
    return {
      domain_id: domainId,
      course_id: item < layout.links ? (item % layout.courses) + 1 : 1,
      item_id: item + 1,
      ...audienceOf(n, layout.people),
      ...some,
      ...(n % 3 === 0 ? { scope: 'folder', others: 'show' } : { listing: 'details' }),
      ...(n % 2 === 0 ? { protect: `only domain:${protectorNumber}` } : {}),
    };
  });
  const students = Math.min(big, layout.people);
  return [items, links, said, sectionPile({ domainId, students })];
}

/** Settings are for everybody, for a section and for somebody in turn. */
function audienceOf(n: number, people: number) {
  if (n % 4 === 1) return audienceColumns({ kind: 'section', section: `s${n % 20}` });
  if (n % 4 === 3) return audienceColumns({ kind: 'user', personId: (n % people) + 1 });
  return audienceColumns({ kind: 'everybody' });
}

/** Rows of a table that has others up to the number `first`. */
function after(
  table: string,
  { first, total }: { readonly first: number; readonly total: number },
  row: (n: number) => NewRow,
): Pile {
  return {
    name: `more ${table}`,
    total,
    async there(sql) {
      const [last] = await sql.rows<{ id: number | null }>(`SELECT MAX(id) AS id FROM ${table}`);
      return Math.max(0, Number(last?.id ?? 0) - first);
    },
    add: (sql, from, count) =>
      addRows(
        sql,
        table,
        Array.from({ length: count }, (_, at) => ({ id: first + 1 + from + at, ...row(from + at) })),
      ),
  };
}

function sectionPile({ domainId, students }: { readonly domainId: number; readonly students: number }): Pile {
  return {
    name: 'more roles',
    total: students,
    async there(sql: Sql) {
      const text = `SELECT COUNT(*) AS n FROM roles WHERE domain_id = ? AND course_id = 1 AND section LIKE 's%'`;
      const [row] = await sql.rows<{ n: number }>(text, [domainId]);
      return Number(row?.n ?? 0);
    },
    add: (sql, from, count) =>
      addRows(
        sql,
        'roles',
        Array.from({ length: count }, (_, at) => ({
          domain_id: domainId,
          course_id: 1,
          person_id: from + at + 1,
          role: 'student',
          section: `s${(from + at) % 20}`,
          starts: null,
          ends: null,
        })),
      ),
  };
}
