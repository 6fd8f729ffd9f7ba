import type { Door, Sql } from './door.ts';
import { padded, places } from './inList.ts';
import type { AddressColumns, DomainColumns, FoundDomain, FoundRow } from './launchTargetColumns.ts';
import {
  type SettingsColumns,
  type SettingsState,
  settingsColumns,
  settingsFrom,
} from './settingsVersion.ts';

export interface AskedLink {
  /** 0: none. */
  readonly domainId: number;
  readonly shortId: string;
  readonly key: string;
}

/** Domains by their names, with all of their addresses. */
export async function findDomains(sql: Sql, names: readonly string[]): Promise<(FoundDomain | undefined)[]> {
  const domains = await sql.rows<DomainColumns>(
    `SELECT id, name, time_zone, trust_usernames, server_address FROM domains WHERE name IN (${places(names)})`,
    padded(names),
  );
  if (domains.length === 0) return names.map(() => undefined);
  const ids = domains.map(({ id }) => id);
  const addresses = await sql.rows<AddressColumns>(
    `SELECT domain_id, host, origin, is_current FROM domain_addresses WHERE domain_id IN (${places(ids)})`,
    padded(ids),
  );
  return names.map((name) => {
    const row = domains.find((one) => one.name === name);
    return row && { row, addresses: addresses.filter(({ domain_id }) => domain_id === row.id) };
  });
}

export interface FoundLink {
  /** The version of the settings, as it was when the rows were read. */
  readonly settings: SettingsState;
  readonly rows: readonly FoundRow[];
}

/** Launches of one domain and key, as those of one exam are, are one look-up. */
export async function findLinks(door: Door, asked: readonly AskedLink[]): Promise<FoundLink[]> {
  const groups = new Map<string, AskedLink[]>();
  for (const one of asked) {
    const name = `${one.domainId} ${one.key}`;
    const group = groups.get(name);
    if (group) group.push(one);
    else groups.set(name, [one]);
  }
  const found = await Promise.all(
    [...groups].map(async ([name, group]) => {
      const [{ domainId, key } = { domainId: 0, key: '' }] = group;
      const ids = [...new Set(group.map(({ shortId }) => shortId))];
      const values = [domainId, ...padded(ids), key];
      const rows = await door.read((sql) => sql.rows<LinkRow>(linkText(ids), values));
      return [name, { settings: settingsFrom(rows[0]), rows }] as const;
    }),
  );
  const foundIn = new Map(found);
  return asked.map(({ domainId, key, shortId }) => {
    const group = foundIn.get(`${domainId} ${key}`);
    if (!group) throw new Error('A link was looked up in no group.');
    const { settings, rows } = group;
    // A link whose course is not there is none.
    return { settings, rows: rows.filter(isWhole).filter((row) => row.short_id === shortId) };
  });
}

/** What is known of a protector that may have signed. */
export const candidateColumns = `p.id AS protector, p.course_id AS owner, p.number, p.enabled, p.valid_from,
  p.valid_until, p.nonce_lifetime, p.secret, p.previous_secret, p.previous_until, p.use_identity, p.origins,
  p.origin_check, p.remember_users, p.relaunch`;

/** The course is null where there is none, and all else of the link may be. */
type LinkRow = SettingsColumns & Omit<FoundRow, 'course'> & { readonly course: number | null };

function isWhole(row: LinkRow): row is LinkRow & FoundRow {
  return row.course !== null;
}

/**
 * Two rows for each link, its course's protector in one and its domain's in the other: asked for as one of two courses,
 * both were looked for among all protectors of the domain. Without a link the rows hold the version alone.
 */
const linkText = (ids: readonly string[]) => `SELECT ${settingsColumns('v')},
  l.short_id, l.id AS link_id, l.enabled AS link_enabled,
  l.valid_from AS link_from, l.valid_until AS link_until, l.place_check,
  c.id AS course, c.course_id, c.archived_at, c.trust_usernames AS course_trust,
  i.id AS item, i.item_id, i.kind, i.path,
  ${candidateColumns}
FROM settings_version v
LEFT JOIN links l ON l.domain_id = ? AND l.short_id IN (${places(ids)})
LEFT JOIN courses c ON c.id = l.course_id AND c.domain_id = l.domain_id
LEFT JOIN items i ON i.id = l.item_id AND i.course_id = l.course_id AND i.domain_id = l.domain_id
LEFT JOIN (SELECT 0 AS own UNION ALL SELECT 1) w ON 1 = 1
LEFT JOIN protectors p ON p.domain_id = l.domain_id AND p.course_id = w.own * l.course_id AND p.consumer_key = ?
WHERE v.id = 1`;
