import { batched } from './batch.ts';
import type { Door } from './door.ts';
import { padded, places } from './inList.ts';

export interface LinkName {
  readonly domain: string;
  readonly shortId: string;
}

/** Whether a domain has a short URL of that id, open or closed. Many that ask at once are one question for each domain. */
export function linkPresence(door: Door): (name: LinkName) => Promise<boolean> {
  return batched(async (asked: readonly LinkName[]) => {
    const ids = new Map<string, string[]>();
    for (const { domain, shortId } of asked) ids.set(domain, [...(ids.get(domain) ?? []), shortId]);
    const there = new Set<string>();
    for (const [domain, ofDomain] of ids) {
      const text =
        'SELECT short_id FROM links WHERE domain_id = (SELECT id FROM domains WHERE name = ?) ' +
        `AND short_id IN (${places(ofDomain)})`;
      const rows = await door.read((sql) =>
        sql.rows<{ short_id: string }>(text, [domain, ...padded(ofDomain)]),
      );
      for (const { short_id: id } of rows) there.add(`${domain} ${id}`);
    }
    return asked.map(({ domain, shortId }) => there.has(`${domain} ${shortId}`));
  }, 64);
}
