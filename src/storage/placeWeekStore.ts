import type { Sql } from './door.ts';
import type { PlacedLink } from './placePageStore.ts';

/** Good launches of some days, held against the approved places. */
export interface PlaceWeeks {
  readonly good: number;
  /** How many of them `enforce` would refuse. */
  readonly wouldRefuse: number;
  /** Of these, how many named no context. */
  readonly unnamed: number;
  /** Of these, how many came from places that cannot be approved or that were too many. */
  readonly rest: number;
}

/** Since a day, by its number. `without`: as if that approval were gone. */
export async function placeWeeks(
  sql: Sql,
  { domainId, linkId }: PlacedLink,
  { since, without = 0 }: { readonly since: number; readonly without?: number },
): Promise<PlaceWeeks> {
  const [row] = await sql.rows<Record<keyof PlaceWeeks, number | null>>(
    `SELECT SUM(d.launches) AS good,
       SUM(CASE WHEN d.kind = 'place' AND EXISTS (SELECT 1 FROM link_places s WHERE s.link_id = d.link_id
         AND s.domain_id = d.domain_id AND s.protector_id = d.protector_id AND s.context_id = d.context_id
         AND s.resource_link_id IN ('', d.resource_link_id) AND s.id <> ?) THEN 0 ELSE d.launches END) AS wouldRefuse,
       SUM(CASE d.kind WHEN 'none' THEN d.launches ELSE 0 END) AS unnamed,
       SUM(CASE d.kind WHEN 'rest' THEN d.launches ELSE 0 END) AS rest
     FROM link_place_days d WHERE d.domain_id = ? AND d.link_id = ? AND d.day >= ?`,
    [without, domainId, linkId, since],
  );
  const number = (name: keyof PlaceWeeks) => Number(row?.[name] ?? 0);
  return {
    good: number('good'),
    wouldRefuse: number('wouldRefuse'),
    unnamed: number('unnamed'),
    rest: number('rest'),
  };
}

/** The number of the first day of which the domain knows where launches came from; undefined where it knows of none. */
export async function firstPlaceDay(sql: Sql, domainId: number): Promise<number | undefined> {
  const text = 'SELECT MIN(day) AS day FROM link_place_days WHERE domain_id = ?';
  const [row] = await sql.rows<{ day: number | null }>(text, [domainId]);
  return row?.day ?? undefined;
}
