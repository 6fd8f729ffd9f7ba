import type { CourseScope } from './courseStore.ts';
import { insertQuietly } from './dialect.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import { inParts } from './rowWriting.ts';

/** An item that has no short URL yet. */
export interface BareItem {
  readonly id: number;
  readonly itemId: string;
}

interface BareRow {
  id: number;
  item_id: string;
}

const bare = `SELECT i.id, i.item_id FROM items i LEFT JOIN links l ON l.course_id = i.course_id AND l.item_id = i.id
  WHERE i.domain_id = ? AND i.course_id = ? AND l.id IS NULL`;

/** Items without a short URL, from the one after `after` on: whoever goes through all of them never looks back. */
export async function bareItemsAfter(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { after, most }: { readonly after: number; readonly most: number },
): Promise<readonly BareItem[]> {
  const text = `${bare} AND i.id > ? ORDER BY i.id LIMIT ${Math.trunc(most)}`;
  return (await sql.rows<BareRow>(text, [domainId, courseId, after])).map(itemFrom);
}

/** Those of the named items that this course has, and that have no short URL. */
export async function bareItemsNamed(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  itemIds: readonly string[],
): Promise<readonly BareItem[]> {
  const found: BareItem[] = [];
  for (const part of inParts(itemIds, 500)) {
    const text = `${bare} AND i.item_id IN (${places(part)}) ORDER BY i.id`;
    const rows = await sql.rows<BareRow>(text, [domainId, courseId, ...padded(part)]);
    found.push(...rows.map(itemFrom));
  }
  return found;
}

function itemFrom({ id, item_id }: BareRow): BareItem {
  return { id, itemId: item_id };
}

/** Those that have none, by their own numbers. */
export async function countBare(sql: Sql, { domainId, courseId }: CourseScope): Promise<number> {
  const text = `SELECT COUNT(*) AS n FROM (${bare}) AS without`;
  const [row] = await sql.rows<{ n: number }>(text, [domainId, courseId]);
  return Number(row?.n ?? 0);
}

/** A short URL to be. */
export interface NewLink {
  readonly item: number;
  readonly shortId: string;
  readonly enabled: boolean;
  /** Epoch seconds. */
  readonly validFrom: number | null;
  readonly validUntil: number | null;
}

const columns = [
  'domain_id',
  'short_id',
  'course_id',
  'item_id',
  'enabled',
  'valid_from',
  'valid_until',
  'created_at',
];

/** Adds those whose address is free and whose item has none; which they were, `shortIdsOf` says. */
export async function addFreeLinks(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { links, now }: { readonly links: readonly NewLink[]; readonly now: number },
): Promise<void> {
  for (const part of inParts(links, 400)) {
    const values = part.flatMap(({ item, shortId, enabled, validFrom, validUntil }) => [
      domainId,
      shortId,
      courseId,
      item,
      Number(enabled),
      validFrom,
      validUntil,
      now,
    ]);
    await sql.run(insertQuietly(sql.dialect, 'links', columns, part.length), values);
  }
}

/** The short ids of those of the items that have one. */
export async function shortIdsOf(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  items: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  for (const part of inParts(items, 500)) {
    const text = `SELECT item_id, short_id FROM links WHERE domain_id = ? AND course_id = ? AND item_id IN (${places(part)})`;
    const rows = await sql.rows<{ item_id: number; short_id: string }>(text, [
      domainId,
      courseId,
      ...padded(part),
    ]);
    for (const { item_id, short_id } of rows) found.set(item_id, short_id);
  }
  return found;
}

/** Which of the ids were ever given in the domain, to what in which course. Rows stay, so that none is used again. */
export async function usedShortIds(
  sql: Sql,
  domainId: number,
  shortIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly courseId: number; readonly item: number }>> {
  const found = new Map<string, { courseId: number; item: number }>();
  for (const part of inParts(shortIds, 500)) {
    const text = `SELECT short_id, course_id, item_id FROM links WHERE domain_id = ? AND short_id IN (${places(part)})`;
    const rows = await sql.rows<{ short_id: string; course_id: number; item_id: number }>(text, [
      domainId,
      ...padded(part),
    ]);
    for (const row of rows) found.set(row.short_id, { courseId: row.course_id, item: row.item_id });
  }
  return found;
}
