import type { Sql } from './door.ts';
import type { UseQuestion } from './protectorUseStore.ts';
import { inThisOrder } from './searchedWords.ts';

/** A short URL that was launched with a protector lately. */
export interface LaunchedLink {
  readonly shortId: string;
  readonly course: string;
  readonly courseTitle: string;
  /** Undefined where the item is gone. */
  readonly item: { readonly id: string; readonly title: string } | undefined;
  readonly launches: number;
  /** Epoch milliseconds. */
  readonly lastAt: number;
}

/** So many of a protector's newest launches are looked at: a busy one has millions. */
export const launchesLooked = 2_000;

interface Row {
  short_id: string;
  course: string;
  course_title: string;
  item: string | null;
  title: string | null;
  launches: number;
  last_at: number;
}

/** The short URLs among a protector's newest launches, the newest first. */
export async function linksLaunched(
  sql: Sql,
  { domainId, protectorId }: { readonly domainId: number; readonly protectorId: number },
  { pattern, offset, most }: UseQuestion,
): Promise<{ readonly links: readonly LaunchedLink[]; readonly total: number }> {
  const newest = `SELECT link_id, COUNT(*) AS launches, MAX(at) AS last_at FROM (
      SELECT link_id, at FROM launches WHERE protector_id = ? ORDER BY at DESC LIMIT ${launchesLooked}) lately
    GROUP BY link_id`;
  const like = ['CAST(l.short_id AS CHAR)', 'i.title', 'c.title']
    .map((column) => `${column} LIKE ? ESCAPE '!'`)
    .join(' OR ');
  const then = inThisOrder(sql.dialect);
  // All at once: they cannot be more than the launches that were looked at, and are not sought twice to be counted.
  const all = await sql.rows<Row>(
    `SELECT l.short_id, c.course_id AS course, c.title AS course_title, i.item_id AS item, i.title, n.launches, n.last_at
     FROM (${newest}) n ${then} links l ON l.id = n.link_id AND l.domain_id = ?
     ${then} courses c ON c.id = l.course_id AND c.domain_id = l.domain_id
     LEFT JOIN items i ON i.id = l.item_id AND i.course_id = l.course_id
     ${pattern === undefined ? '' : `WHERE ${like}`} ORDER BY n.last_at DESC, l.id`,
    [protectorId, domainId, ...(pattern === undefined ? [] : [pattern, pattern, pattern])],
  );
  const rows = all.slice(offset, offset + most);
  const links = rows.map((row) => ({
    shortId: row.short_id,
    course: row.course,
    courseTitle: row.course_title,
    item: row.item === null ? undefined : { id: row.item, title: row.title ?? row.item },
    launches: Number(row.launches),
    lastAt: Number(row.last_at),
  }));
  return { links, total: all.length };
}
