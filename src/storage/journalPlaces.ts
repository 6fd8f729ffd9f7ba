import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import type { JournalEntry } from './journalColumns.ts';

interface Row {
  domain_id: number;
  name: string;
  link_id: number | null;
  short_id: string | null;
  course_id: number | null;
  item_id: number | null;
}

/**
 * Launches that were refused before anybody looked their address up, with what it stands for: a coordinator who is told
 * the reference must find the row. Called when rows are written, long after the answer.
 */
export async function placed(sql: Sql, entries: readonly JournalEntry[]): Promise<readonly JournalEntry[]> {
  const unplaced = entries.flatMap(({ asked, domainId }) => (asked && domainId === undefined ? [asked] : []));
  if (unplaced.length === 0) return entries;
  const domains = padded([...new Set(unplaced.map(({ domain }) => domain))]);
  const ids = padded([...new Set(unplaced.map(({ shortId }) => shortId))]);
  const rows = await sql.rows<Row>(
    `SELECT d.id AS domain_id, d.name, l.id AS link_id, l.short_id, l.course_id, l.item_id
     FROM domains d LEFT JOIN links l ON l.domain_id = d.id AND l.short_id IN (${places(ids)})
     WHERE d.name IN (${places(domains)})`,
    [...ids, ...domains],
  );
  return entries.map((entry) => {
    const { asked, domainId } = entry;
    if (!asked || domainId !== undefined) return entry;
    const ofDomain = rows.filter(({ name }) => name === asked.domain);
    const link = ofDomain.find(({ short_id }) => short_id === asked.shortId);
    return {
      ...entry,
      domainId: ofDomain[0]?.domain_id,
      linkId: link?.link_id ?? undefined,
      courseId: link?.course_id ?? undefined,
      itemId: link?.item_id ?? undefined,
    };
  });
}
