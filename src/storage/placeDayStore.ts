import type { PlaceKind, SeenPlace } from '../model/lmsPlace.ts';
import { restOfPlaces } from '../model/lmsPlace.ts';
import { insertRows } from './dialect.ts';
import type { Sql } from './door.ts';
import { inParts } from './rowWriting.ts';
import type { LinkPlaceDayRow } from './schema/rows.ts';

/** Launches of one link with one protector on one day. */
export interface PlaceOwner {
  readonly domainId: number;
  readonly linkId: number;
  readonly protectorId: number;
  readonly day: number;
}

/** How many of them came from one place. */
export interface PlaceDay extends PlaceOwner, SeenPlace {
  readonly launches: number;
  readonly refused: number;
  readonly title: string;
  readonly lastAt: number;
}

/** Whoever has a key can make up places, so no more than so many of a day are told apart; the others count together. */
export const placesADay = 40;

/** Adds to what was seen: of one link, protector and day all at once. */
export async function addPlaceDays(sql: Sql, owner: PlaceOwner, seen: readonly PlaceDay[]): Promise<void> {
  const kept = await withinBounds(sql, owner, seen);
  const sorted = [...kept].sort((one, other) => (placeKey(one) < placeKey(other) ? -1 : 1));
  const end =
    sql.dialect === 'mysql'
      ? `ON DUPLICATE KEY UPDATE launches = launches + VALUES(launches), refused = refused + VALUES(refused),
          last_at = GREATEST(last_at, VALUES(last_at)), title = IF(VALUES(title) = '', title, VALUES(title))`
      : `ON CONFLICT (link_id, protector_id, day, kind, context_id, resource_link_id) DO UPDATE SET
          launches = launches + excluded.launches, refused = refused + excluded.refused,
          last_at = MAX(last_at, excluded.last_at), title = CASE excluded.title WHEN '' THEN title ELSE excluded.title END`;
  for (const part of inParts(sorted, 200)) {
    const values = part.flatMap((one) => columns.map((column) => rowOf(one)[column]));
    await sql.run(`${insertRows('link_place_days', columns, part.length)} ${end}`, values);
  }
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

/** In one order everywhere, so that two servers do not block each other crosswise. */
export function placeKey({ kind, contextId, resourceLinkId }: SeenPlace): string {
  return JSON.stringify([kind, contextId, resourceLinkId]);
}

/** Places that are approved, or known of the day, are always told apart, and then those that most launches came from. */
async function withinBounds(
  sql: Sql,
  owner: PlaceOwner,
  seen: readonly PlaceDay[],
): Promise<readonly PlaceDay[]> {
  const named = seen.filter(({ kind }) => kind === 'place');
  if (named.length === 0) return seen;
  const { domainId, linkId, protectorId, day } = owner;
  const where = 'domain_id = ? AND link_id = ? AND protector_id = ?';
  const values = [domainId, linkId, protectorId];
  const known = await keysOf(sql, `link_place_days WHERE ${where} AND day = ? AND kind = 'place'`, [
    ...values,
    day,
  ]);
  const news = named.filter((one) => !known.has(placeKey(one)));
  const room = Math.max(0, placesADay - known.size);
  if (news.length <= room) return seen;
  const approved = await keysOf(sql, `link_places WHERE ${where}`, values);
  const strangers = news.filter((one) => !approved.has(placeKey(one)));
  const left = new Set([...strangers].sort((one, other) => other.launches - one.launches).slice(room));
  // What an approved context covers goes on to count as covered.
  const ofContext = (one: PlaceDay): PlaceDay => ({ ...one, resourceLinkId: '', title: '' });
  const folded = (one: PlaceDay): PlaceDay =>
    approved.has(placeKey(ofContext(one))) ? ofContext(one) : { ...one, ...restOfPlaces, title: '' };
  return together([...seen.filter((one) => !left.has(one)), ...[...left].map(folded)]);
}

async function keysOf(sql: Sql, from: string, values: readonly number[]): Promise<Set<string>> {
  const rows = await sql.rows<{ context_id: string; resource_link_id: string }>(
    `SELECT context_id, resource_link_id FROM ${from}`,
    [...values],
  );
  const kind: PlaceKind = 'place';
  return new Set(
    rows.map((row) => placeKey({ kind, contextId: row.context_id, resourceLinkId: row.resource_link_id })),
  );
}

/** Each place once. */
export function together(seen: readonly PlaceDay[]): readonly PlaceDay[] {
  const all = new Map<string, PlaceDay>();
  for (const one of seen) {
    const key = placeKey(one);
    const known = all.get(key);
    all.set(key, known === undefined ? one : added(known, one));
  }
  return [...all.values()];
}

/** Two counts of one place. */
export function added(known: PlaceDay, one: PlaceDay): PlaceDay {
  return {
    ...known,
    launches: known.launches + one.launches,
    refused: known.refused + one.refused,
    title: one.title === '' ? known.title : one.title,
    lastAt: Math.max(known.lastAt, one.lastAt),
  };
}
