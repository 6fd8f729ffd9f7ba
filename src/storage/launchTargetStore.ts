import type { CheckMode, ProtectorRef, RelaunchMode, UseIdentity } from '../model/protector.ts';
import { batched } from './batch.ts';
import type { Door, Sql } from './door.ts';
import { type FoundRow, targetFrom } from './launchTargetColumns.ts';

/** What a launch asks for: an address on a host, and the key that it claims to be signed with. */
export interface LaunchAddress {
  readonly domain: string;
  readonly shortId: string;
  /** The Host header as it arrived. */
  readonly host: string;
  readonly key: string;
}

/** A protector with the claimed key, of the link's course or of its domain; never of anybody else. */
export interface CandidateProtector {
  readonly id: number;
  readonly ref: ProtectorRef;
  readonly enabled: boolean;
  /** Epoch seconds. */
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  /** Seconds. */
  readonly nonceLifetime: number;
  readonly secret: string | null;
  readonly previousSecret: string | null;
  /** Epoch milliseconds. */
  readonly previousUntil: number | null;
  readonly useIdentity: UseIdentity | false;
  readonly origins: readonly string[];
  readonly originCheck: CheckMode;
  readonly rememberUsers: CheckMode;
  readonly relaunch: RelaunchMode;
}

export interface LaunchLink {
  readonly id: number;
  readonly enabled: boolean;
  /** Epoch seconds. */
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  /** Is the link bound to places in the LMS (R7)? */
  readonly placeCheck: CheckMode;
  readonly course: {
    readonly id: number;
    readonly courseId: string;
    readonly archived: boolean;
    readonly trustUsernames: boolean | null;
  };
  /** Undefined where the item is gone. */
  readonly item: LaunchItem | undefined;
  /** The course's protectors with that key first, then its domain's. */
  readonly candidates: readonly CandidateProtector[];
}

export interface LaunchItem {
  readonly id: number;
  readonly itemId: string;
  readonly isFolder: boolean;
  /** The item itself, then its folders outwards. */
  readonly chain: readonly number[];
}

/** Whatever is known of the address; undefined where not even the domain exists. */
export interface LaunchTarget {
  readonly domain: {
    readonly id: number;
    readonly name: string;
    readonly timeZone: string;
    readonly trustUsernames: boolean;
    /** Does the server's own PUBLIC_URL count for this domain? */
    readonly serverAddress: boolean;
    readonly hasOwnAddress: boolean;
  };
  /** The domain's address (current or former) with the host on which the launch arrived. */
  readonly address: { readonly origin: string; readonly current: boolean } | undefined;
  readonly link: LaunchLink | undefined;
}

export interface LaunchTargetStore {
  find(address: LaunchAddress): Promise<LaunchTarget | undefined>;
}

/** One read answers all launches that are under way at the same time: one indexed look-up each, joined by UNION ALL. */
export function launchTargetStore(door: Door): LaunchTargetStore {
  const find = batched((addresses: readonly LaunchAddress[]) => door.read((sql) => findAll(sql, addresses)));
  return { find };
}

const part = (
  n: number,
) => `SELECT ${n} AS n, d.id AS domain_id, d.name AS domain_name, d.time_zone, d.trust_usernames AS domain_trust,
  d.server_address, EXISTS (SELECT 1 FROM domain_addresses o WHERE o.domain_id = d.id AND o.is_current = 1) AS own_address,
  a.origin, a.is_current, l.id AS link_id, l.enabled AS link_enabled, l.valid_from AS link_from, l.valid_until AS link_until, l.place_check,
  c.id AS course, c.course_id, c.archived_at, c.trust_usernames AS course_trust,
  i.id AS item, i.item_id, i.kind, i.path,
  p.id AS protector, p.course_id AS owner, p.number, p.enabled, p.valid_from, p.valid_until, p.nonce_lifetime, p.secret,
  p.previous_secret, p.previous_until, p.use_identity, p.origins, p.origin_check, p.remember_users, p.relaunch
FROM domains d
LEFT JOIN domain_addresses a ON a.domain_id = d.id AND a.host = ?
LEFT JOIN links l ON l.domain_id = d.id AND l.short_id = ?
LEFT JOIN courses c ON c.id = l.course_id AND c.domain_id = d.id
LEFT JOIN items i ON i.id = l.item_id AND i.course_id = l.course_id AND i.domain_id = d.id
LEFT JOIN protectors p ON p.domain_id = d.id AND p.course_id IN (0, l.course_id) AND p.consumer_key = ?
WHERE d.name = ?`;

async function findAll(sql: Sql, addresses: readonly LaunchAddress[]): Promise<(LaunchTarget | undefined)[]> {
  const text = addresses.map((_, n) => part(n)).join('\nUNION ALL\n');
  const values = addresses.flatMap(({ host, shortId, key, domain }) => [host, shortId, key, domain]);
  const found = await sql.rows<FoundRow>(text, values);
  return addresses.map((_, n) => targetFrom(found.filter((row) => Number(row.n) === n)));
}
