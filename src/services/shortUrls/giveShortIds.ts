import { addAudit } from '../../storage/auditStore.ts';
import { addFreeLinks, type BareItem, type NewLink, shortIdsOf } from '../../storage/bulkLinkStore.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import type { Sql } from '../../storage/door.ts';

/** So many rounds of random ids would have to meet taken ones that something else must be wrong. */
const mostRounds = 50;

/** An item that is to have a short URL, and when that is open. */
export interface Wanting extends BareItem, Pick<NewLink, 'enabled' | 'validFrom' | 'validUntil'> {}

export interface Giving {
  readonly items: readonly Wanting[];
  readonly actor: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly newShortId: () => string;
}

/**
 * Gives each of the items a random short id. Insert and retry: only the unique keys know whether an id is free, and whether
 * somebody else gave the item one meanwhile (product.md, Short URLs).
 * @returns how many this call made
 */
export async function giveShortIds(
  sql: Sql,
  scope: CourseScope,
  { items, actor, now, newShortId }: Giving,
): Promise<number> {
  const made: { readonly item: Wanting; readonly shortId: string }[] = [];
  let waiting = items;
  for (let round = 0; waiting.length > 0; round += 1) {
    if (round >= mostRounds) throw new Error('No free short id was found.');
    const drawn = new Map(waiting.map(({ id }) => [id, newShortId()]));
    const links = waiting.map(({ id, ...link }) => ({ ...link, item: id, shortId: drawn.get(id) ?? '' }));
    await addFreeLinks(sql, scope, { links, now });
    const given = await shortIdsOf(sql, scope, [...drawn.keys()]);
    for (const item of waiting) {
      const shortId = given.get(item.id);
      if (shortId !== undefined && shortId === drawn.get(item.id)) made.push({ item, shortId });
    }
    waiting = waiting.filter(({ id }) => !given.has(id));
  }
  const entries = made.map(({ item: { itemId, enabled }, shortId }) => ({
    ...scope,
    actor,
    deed: 'short-url-made' as const,
    object: `${shortId} for ${itemId}`,
    after: { item: itemId, enabled },
  }));
  if (entries.length > 0) await addAudit(sql, entries, now);
  return made.length;
}

/** As items want it that were never closed. */
export function openFromNow(items: readonly BareItem[]): readonly Wanting[] {
  return items.map((item) => ({ ...item, enabled: true, validFrom: null, validUntil: null }));
}
