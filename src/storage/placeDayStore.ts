import { insertRows } from './dialect.ts';
import type { Sql } from './door.ts';
import { padded } from './inList.ts';
import { withinBounds } from './placeBounds.ts';
import { ownerKey, type PlaceDay, placeKey } from './placeDay.ts';
import { inParts } from './rowWriting.ts';
import type { LinkPlaceDayRow } from './schema/rows.ts';

/**
 * Adds to what was seen, of many links at once: link by link it would cost a journey or two for nearly every launch of an
 * exam in many courses.
 */
export async function addPlaceDays(sql: Sql, seen: readonly PlaceDay[]): Promise<void> {
  const kept = await withinBounds(sql, seen);
  // In one order everywhere, so that two servers do not block each other crosswise.
  const sorted = inOrder(kept);
  const end =
    sql.dialect === 'mysql'
      ? `ON DUPLICATE KEY UPDATE launches = launches + VALUES(launches), refused = refused + VALUES(refused),
          last_at = GREATEST(last_at, VALUES(last_at)), title = IF(VALUES(title) = '', title, VALUES(title))`
      : `ON CONFLICT (link_id, protector_id, day, kind, context_id, resource_link_id) DO UPDATE SET
          launches = launches + excluded.launches, refused = refused + excluded.refused,
          last_at = MAX(last_at, excluded.last_at), title = CASE excluded.title WHEN '' THEN title ELSE excluded.title END`;
  for (const part of inParts(sorted, rowsAtOnce)) {
    // Few lengths, so few statements to prepare: what the last row is repeated for adds nothing to it.
    const rows = padded(part).map((one, place) =>
      place < part.length ? one : { ...one, launches: 0, refused: 0, title: '' },
    );
    const values = rows.map(rowOf).flatMap((row) => columns.map((column) => row[column]));
    await sql.run(`${insertRows('link_place_days', columns, rows.length)} ${end}`, values);
  }
}

const rowsAtOnce = 128;

function inOrder(seen: readonly PlaceDay[]): readonly PlaceDay[] {
  return seen
    .map((one) => ({ one, name: `${ownerKey(one)} ${placeKey(one)}` }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ one }) => one);
}

const columns = [
  'domain_id',
  'link_id',
  'protector_id',
  'day',
  'kind',
  'context_id',
  'resource_link_id',
  'launches',
  'refused',
  'title',
  'last_at',
] as const satisfies readonly (keyof LinkPlaceDayRow)[];

function rowOf(one: PlaceDay): LinkPlaceDayRow {
  return {
    domain_id: one.domainId,
    link_id: one.linkId,
    protector_id: one.protectorId,
    day: one.day,
    kind: one.kind,
    context_id: one.contextId,
    resource_link_id: one.resourceLinkId,
    launches: one.launches,
    refused: one.refused,
    title: one.title,
    last_at: one.lastAt,
  };
}
