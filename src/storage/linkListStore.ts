import type { CourseScope } from './courseStore.ts';
import type { Sql, SqlValue } from './door.ts';
import { padded, places } from './inList.ts';
import type { ItemKind } from './itemStore.ts';
import { chainOf } from './launchTargetColumns.ts';
import { byIndex } from './searchedWords.ts';
import { type KnownShortUrl, type LinkColumns, linkColumns, linkFrom } from './shortUrlStore.ts';

/** The item that a short URL leads to, as lists name it. */
export interface LinkedItem {
  readonly id: number;
  readonly itemId: string;
  readonly title: string;
  readonly kind: ItemKind;
  /** The item itself, then its folders outwards. */
  readonly chain: readonly number[];
}

export interface ListedLink extends KnownShortUrl {
  readonly id: number;
  /** Undefined where it is gone. */
  readonly to: LinkedItem | undefined;
}

/** `all` has those with it whose item is gone: their addresses stay reserved, and lead nowhere. */
export const linkStates = ['open', 'closed', 'gone', 'all'] as const;
export type LinkState = (typeof linkStates)[number];

export interface LinkQuestion {
  /** A pattern for `LIKE`; undefined: everything. */
  readonly pattern: string | undefined;
  /** Undefined: all that lead somewhere. */
  readonly state: LinkState | undefined;
  /** Only these; undefined: any. */
  readonly shortIds: readonly string[] | undefined;
  /** Epoch seconds, for the states. */
  readonly now: number;
  readonly offset: number;
  readonly most: number;
}

interface ItemColumns {
  item: string | null;
  title: string | null;
  kind: ItemKind | null;
  path: string | null;
}

type Row = LinkColumns & ItemColumns & { readonly id: number };

/** A course's short URLs, oldest first. */
export async function listLinks(
  sql: Sql,
  scope: CourseScope,
  question: LinkQuestion,
): Promise<readonly ListedLink[]> {
  const { where, values } = conditions(scope, question);
  const text = `SELECT l.id, ${linkColumns}, i.item_id AS item, i.title, i.kind, i.path ${from(ofCourse(sql))}
    WHERE ${where} ORDER BY l.id LIMIT ${Math.trunc(question.most)} OFFSET ${Math.trunc(question.offset)}`;
  const rows = await sql.rows<Row>(text, values);
  return rows.map((row) => ({ id: row.id, ...linkFrom(row), to: itemFrom(row) }));
}

export async function countLinks(sql: Sql, scope: CourseScope, question: LinkQuestion): Promise<number> {
  const { where, values } = conditions(scope, question);
  const [row] = await sql.rows<{ n: number }>(
    `SELECT COUNT(*) AS n ${from(ofCourse(sql))} WHERE ${where}`,
    values,
  );
  return Number(row?.n ?? 0);
}

/** One short URL of the course, by the id in its address. */
export async function findLink(
  sql: Sql,
  scope: CourseScope,
  shortId: string,
): Promise<ListedLink | undefined> {
  return findOne(sql, scope, { column: 'short_id', value: shortId });
}

/** The short URL of an item, where it has one. */
export async function linkOfItem(
  sql: Sql,
  scope: CourseScope,
  item: number,
): Promise<ListedLink | undefined> {
  return findOne(sql, scope, { column: 'item_id', value: item });
}

async function findOne(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { column, value }: { readonly column: 'short_id' | 'item_id'; readonly value: SqlValue },
): Promise<ListedLink | undefined> {
  const text = `SELECT l.id, ${linkColumns}, i.item_id AS item, i.title, i.kind, i.path ${from()}
    WHERE l.domain_id = ? AND l.course_id = ? AND l.${column} = ?`;
  const [row] = await sql.rows<Row>(text, [domainId, courseId, value]);
  return row && { id: row.id, ...linkFrom(row), to: itemFrom(row) };
}

const from = (index = '') => `FROM links l ${index} LEFT JOIN items i
  ON i.id = l.item_id AND i.course_id = l.course_id AND i.domain_id = l.domain_id`;

const ofCourse = (sql: Sql) => byIndex(sql.dialect, 'uq_link_item');

const isOpen =
  'l.enabled = 1 AND (l.valid_from IS NULL OR l.valid_from <= ?) AND (l.valid_until IS NULL OR l.valid_until > ?)';

const states: Readonly<Record<LinkState, string>> = {
  open: `i.id IS NOT NULL AND ${isOpen}`,
  closed: `i.id IS NOT NULL AND NOT (${isOpen})`,
  gone: 'i.id IS NULL',
  all: '1 = 1',
};

function conditions(
  { domainId, courseId }: CourseScope,
  { pattern, state, shortIds, now }: LinkQuestion,
): { readonly where: string; readonly values: SqlValue[] } {
  const where = ['l.domain_id = ? AND l.course_id = ?'];
  const values: SqlValue[] = [domainId, courseId];
  if (pattern !== undefined) {
    where.push(`(i.title LIKE ? ESCAPE '!' OR i.item_id LIKE ? ESCAPE '!' OR l.short_id LIKE ? ESCAPE '!')`);
    values.push(pattern, pattern, pattern);
  }
  where.push(state === undefined ? 'i.id IS NOT NULL' : `(${states[state]})`);
  if (state === 'open' || state === 'closed') values.push(now, now);
  if (shortIds !== undefined) {
    where.push(shortIds.length === 0 ? '1 = 0' : `l.short_id IN (${places(shortIds)})`);
    values.push(...padded(shortIds));
  }
  return { where: where.join(' AND '), values };
}

function itemFrom(row: ItemColumns & { item_id: number }): LinkedItem | undefined {
  const { item, title, kind, path } = row;
  if (item === null || title === null || kind === null || path === null) return undefined;
  return { id: row.item_id, itemId: item, title, kind, chain: chainOf(row.item_id, path) };
}

export type BareQuestion = Pick<LinkQuestion, 'pattern' | 'offset' | 'most'>;

const bare = (
  sql: Sql,
) => `FROM items i ${byIndex(sql.dialect, 'uq_item')} LEFT JOIN links l ON l.course_id = i.course_id AND l.item_id = i.id
  WHERE i.domain_id = ? AND i.course_id = ? AND l.id IS NULL`;

/** One item of the course, if it has no short URL. */
export async function bareItem(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  itemId: string,
): Promise<LinkedItem | undefined> {
  const text = `SELECT i.id AS item_id, i.item_id AS item, i.title, i.kind, i.path ${bare(sql)} AND i.item_id = ?`;
  const [row] = await sql.rows<ItemColumns & { item_id: number }>(text, [domainId, courseId, itemId]);
  return row && itemFrom(row);
}

/** Items that have no short URL. */
export async function listBareItems(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { pattern, offset, most }: BareQuestion,
): Promise<readonly LinkedItem[]> {
  const { where, values } = searched(pattern);
  const text = `SELECT i.id AS item_id, i.item_id AS item, i.title, i.kind, i.path ${bare(sql)}${where}
    ORDER BY i.id LIMIT ${Math.trunc(most)} OFFSET ${Math.trunc(offset)}`;
  const rows = await sql.rows<ItemColumns & { item_id: number }>(text, [domainId, courseId, ...values]);
  return rows.flatMap((row) => itemFrom(row) ?? []);
}

export async function countBareItems(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  pattern: string | undefined,
): Promise<number> {
  const { where, values } = searched(pattern);
  const text = `SELECT COUNT(*) AS n ${bare(sql)}${where}`;
  const [row] = await sql.rows<{ n: number }>(text, [domainId, courseId, ...values]);
  return Number(row?.n ?? 0);
}

function searched(pattern: string | undefined): { readonly where: string; readonly values: SqlValue[] } {
  if (pattern === undefined) return { where: '', values: [] };
  return {
    where: " AND (i.title LIKE ? ESCAPE '!' OR i.item_id LIKE ? ESCAPE '!')",
    values: [pattern, pattern],
  };
}
