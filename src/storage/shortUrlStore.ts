import type { CheckMode } from '../model/protector.ts';
import type { CourseScope } from './courseStore.ts';
import { insertUnlessThere } from './dialect.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import { readCheckMode } from './protectorColumns.ts';
import { addRow, changeRows, inParts } from './rowWriting.ts';

/** A switch, two dates in epoch seconds, and whether it is bound to places in the LMS (R7). */
export interface ShortUrlSettings {
  readonly enabled: boolean;
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  readonly placeCheck: CheckMode;
}

export interface KnownShortUrl extends ShortUrlSettings {
  readonly shortId: string;
  readonly item: number;
}

/** A row as `linkFrom` reads it. */
export interface LinkColumns {
  short_id: string;
  item_id: number;
  enabled: number;
  valid_from: number | null;
  valid_until: number | null;
  place_check: string | null;
}

export async function shortUrlsOf(sql: Sql, { domainId, courseId }: CourseScope): Promise<KnownShortUrl[]> {
  const text = `SELECT ${linkColumns} FROM links l WHERE l.domain_id = ? AND l.course_id = ? ORDER BY l.id`;
  return (await sql.rows<LinkColumns>(text, [domainId, courseId])).map(linkFrom);
}

/** The short URLs of some items of a course. */
export async function shortUrlsAt(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  items: readonly number[],
): Promise<readonly KnownShortUrl[]> {
  const found: KnownShortUrl[] = [];
  for (const part of inParts(items, 500)) {
    const text = `SELECT ${linkColumns} FROM links l
      WHERE l.domain_id = ? AND l.course_id = ? AND l.item_id IN (${places(part)})`;
    const values = [domainId, courseId, ...padded(part)];
    found.push(...(await sql.rows<LinkColumns>(text, values)).map(linkFrom));
  }
  return found;
}

/** What `linkFrom` reads of `links l`, for a SELECT. */
export const linkColumns = 'l.short_id, l.item_id, l.enabled, l.valid_from, l.valid_until, l.place_check';

export function linkFrom(row: LinkColumns): KnownShortUrl {
  return {
    shortId: row.short_id,
    item: row.item_id,
    enabled: row.enabled === 1,
    validFrom: row.valid_from === null ? null : Number(row.valid_from),
    validUntil: row.valid_until === null ? null : Number(row.valid_until),
    placeCheck: row.place_check === null ? 'off' : readCheckMode(row.place_check),
  };
}

/** Was this id ever given in the domain? Rows stay, so that an address is never used again. */
export async function isShortIdUsed(sql: Sql, domainId: number, shortId: string): Promise<boolean> {
  const text = 'SELECT 1 AS there FROM links WHERE domain_id = ? AND short_id = ?';
  return (await sql.rows(text, [domainId, shortId])).length > 0;
}

export async function addShortUrl(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { link, now }: { readonly link: KnownShortUrl; readonly now: number },
): Promise<void> {
  await addRow(sql, 'links', {
    domain_id: domainId,
    short_id: link.shortId,
    course_id: courseId,
    item_id: link.item,
    ...columnsOf(link),
    created_at: now,
  });
}

/** Gives each item a random address. One that is taken is left out, so ask again for those that have none yet. */
export async function tryShortIds(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { links, now }: { readonly links: readonly { item: number; shortId: string }[]; readonly now: number },
): Promise<void> {
  const columns = ['domain_id', 'short_id', 'course_id', 'item_id', 'enabled', 'created_at'];
  for (const part of inParts(links, 400)) {
    const values = part.flatMap(({ item, shortId }) => [domainId, shortId, courseId, item, 1, now]);
    await sql.run(insertUnlessThere(sql.dialect, 'links', columns, part.length), values);
  }
}

export async function changeShortUrl(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { item, ...settings }: ShortUrlSettings & { readonly item: number },
): Promise<void> {
  const where = { domain_id: domainId, course_id: courseId, item_id: item };
  await changeRows(sql, 'links', columnsOf(settings), where);
}

/**
 * Another item for the same address.
 * @throws what `isDuplicate` knows where that item has a short URL already
 */
export async function pointShortUrl(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { shortId, item }: Pick<KnownShortUrl, 'shortId' | 'item'>,
): Promise<void> {
  const where = { domain_id: domainId, course_id: courseId, short_id: shortId };
  await changeRows(sql, 'links', { item_id: item }, where);
}

function columnsOf({ enabled, validFrom, validUntil, placeCheck }: ShortUrlSettings) {
  const place_check = placeCheck === 'off' ? null : placeCheck;
  return { enabled: Number(enabled), valid_from: validFrom, valid_until: validUntil, place_check };
}
