import { restOfPlaces } from '../model/lmsPlace.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import { added, ownerKey, type PlaceDay, type PlaceOwner, placeKey } from './placeDay.ts';

/** Whoever has a key can make up places, so no more than so many of a day are told apart; the others count together. */
export const placesADay = 40;

/** Places that are approved, or known of the day, are always told apart, and then those that most launches came from. */
export async function withinBounds(sql: Sql, seen: readonly PlaceDay[]): Promise<readonly PlaceDay[]> {
  const known = await knownPlaces(
    sql,
    seen.filter(({ kind }) => kind === 'place'),
  );
  const kept: PlaceDay[] = [];
  for (const own of grouped(seen, ownerKey).values()) kept.push(...(await ofOneOwner(sql, own, known)));
  return kept;
}

/** By owner, the places of the day that have a row: one look-up for all links of a protector. */
async function knownPlaces(
  sql: Sql,
  named: readonly PlaceDay[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const known = new Map<string, Set<string>>();
  const groups = grouped(named, ({ domainId, protectorId, day }) => `${domainId} ${protectorId} ${day}`);
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const { domainId, protectorId, day } = first;
    const links = padded([...new Set(group.map(({ linkId }) => linkId))]);
    const rows = await sql.rows<PlaceRow & { link_id: number }>(
      `SELECT link_id, context_id, resource_link_id FROM link_place_days
       WHERE domain_id = ? AND link_id IN (${places(links)}) AND protector_id = ? AND day = ? AND kind = 'place'`,
      [domainId, ...links, protectorId, day],
    );
    for (const row of rows) {
      const owner = ownerKey({ domainId, linkId: row.link_id, protectorId, day });
      const own = known.get(owner) ?? new Set();
      known.set(owner, own.add(keyOf(row)));
    }
  }
  return known;
}

async function ofOneOwner(
  sql: Sql,
  seen: readonly PlaceDay[],
  knownOf: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<readonly PlaceDay[]> {
  const [owner] = seen;
  if (!owner) return [];
  const known = knownOf.get(ownerKey(owner)) ?? new Set();
  const news = seen.filter((one) => one.kind === 'place' && !known.has(placeKey(one)));
  const room = Math.max(0, placesADay - known.size);
  if (news.length <= room) return seen;
  const approved = await approvedPlaces(sql, owner);
  const strangers = news.filter((one) => !approved.has(placeKey(one)));
  const left = new Set([...strangers].sort((one, other) => other.launches - one.launches).slice(room));
  // What an approved context covers goes on to count as covered.
  const ofContext = (one: PlaceDay): PlaceDay => ({ ...one, resourceLinkId: '', title: '' });
  const folded = (one: PlaceDay): PlaceDay =>
    approved.has(placeKey(ofContext(one))) ? ofContext(one) : { ...one, ...restOfPlaces, title: '' };
  return together([...seen.filter((one) => !left.has(one)), ...[...left].map(folded)]);
}

interface PlaceRow {
  context_id: string;
  resource_link_id: string;
}

async function approvedPlaces(
  sql: Sql,
  { domainId, linkId, protectorId }: PlaceOwner,
): Promise<ReadonlySet<string>> {
  const rows = await sql.rows<PlaceRow>(
    `SELECT context_id, resource_link_id FROM link_places
     WHERE domain_id = ? AND link_id = ? AND protector_id = ?`,
    [domainId, linkId, protectorId],
  );
  return new Set(rows.map(keyOf));
}

function keyOf({ context_id: contextId, resource_link_id: resourceLinkId }: PlaceRow): string {
  return placeKey({ kind: 'place', contextId, resourceLinkId });
}

function grouped(seen: readonly PlaceDay[], name: (one: PlaceDay) => string): Map<string, PlaceDay[]> {
  const groups = new Map<string, PlaceDay[]>();
  for (const one of seen) {
    const group = groups.get(name(one));
    if (group) group.push(one);
    else groups.set(name(one), [one]);
  }
  return groups;
}

/** Each place once. */
function together(seen: readonly PlaceDay[]): readonly PlaceDay[] {
  const all = new Map<string, PlaceDay>();
  for (const one of seen) {
    const key = placeKey(one);
    const known = all.get(key);
    all.set(key, known === undefined ? one : added(known, one));
  }
  return [...all.values()];
}
