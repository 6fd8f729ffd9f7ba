import type { CandidateProtector, LaunchItem, LaunchLink, LaunchTarget } from './launchTargetStore.ts';
import { readCheckMode, readOrigins, readRelaunchMode, readUseIdentity } from './protectorColumns.ts';

export interface DomainColumns {
  id: number;
  name: string;
  time_zone: string;
  trust_usernames: number;
  server_address: number;
}

export interface AddressColumns {
  domain_id: number;
  host: string;
  origin: string;
  is_current: number;
}

/** A domain with all of its addresses, current and former. */
export interface FoundDomain {
  readonly row: DomainColumns;
  readonly addresses: readonly AddressColumns[];
}

/** A protector that may have signed. */
export interface CandidateColumns {
  owner: number;
  number: number;
  enabled: number;
  valid_from: number | null;
  valid_until: number | null;
  nonce_lifetime: number;
  secret: string | null;
  previous_secret: string | null;
  previous_until: number | null;
  use_identity: string | null;
  origins: string;
  origin_check: string;
  remember_users: string;
  relaunch: string | null;
}

/** A link, with one of the protectors that may have signed; null where that one is not there. */
export interface FoundRow extends CandidateColumns {
  short_id: string;
  link_id: number;
  link_enabled: number;
  link_from: number | null;
  link_until: number | null;
  place_check: string | null;
  course: number;
  course_id: string;
  archived_at: number | null;
  course_trust: number | null;
  item: number | null;
  item_id: string;
  kind: string;
  path: string;
  protector: number | null;
}

interface Found {
  readonly version: number;
  readonly notBefore: number;
  /** The Host header of the launch. */
  readonly host: string;
}

export function targetFrom(
  domain: FoundDomain,
  { rows, ...found }: Found & { readonly rows: readonly FoundRow[] },
): LaunchTarget {
  return { link: linkFrom(rows), ...domainFrom(domain, found) };
}

/** All but what is asked for in the domain. */
export function domainFrom(
  { row, addresses }: FoundDomain,
  { version, notBefore, host }: Found,
): Omit<LaunchTarget, 'link'> {
  const address = addresses.find((one) => one.host === host);
  return {
    version,
    notBefore,
    remembered: false,
    domain: {
      id: row.id,
      name: row.name,
      timeZone: row.time_zone,
      trustUsernames: row.trust_usernames === 1,
      serverAddress: row.server_address === 1,
      hasOwnAddress: addresses.some(({ is_current }) => is_current === 1),
    },
    address: address && { origin: address.origin, current: address.is_current === 1 },
  };
}

function linkFrom(rows: readonly FoundRow[]): LaunchLink | undefined {
  const [row] = rows;
  if (!row) return undefined;
  const candidates = rows.flatMap((one) =>
    one.protector === null ? [] : [candidateFrom(one, one.protector)],
  );
  return {
    id: row.link_id,
    enabled: row.link_enabled === 1,
    validFrom: row.link_from,
    validUntil: row.link_until,
    placeCheck: row.place_check === null ? 'off' : readCheckMode(row.place_check),
    course: {
      id: row.course,
      courseId: row.course_id,
      archived: row.archived_at !== null,
      trustUsernames: row.course_trust === null ? null : row.course_trust === 1,
    },
    item: row.item === null ? undefined : itemFrom(row, row.item),
    candidates: candidates.sort((one, other) => order(one) - order(other)),
  };
}

function order({ ref }: CandidateProtector): number {
  return ref.level === 'course' ? 0 : 1;
}

function itemFrom(row: FoundRow, id: number): LaunchItem {
  return { id, itemId: row.item_id, isFolder: row.kind === 'folder', chain: chainOf(id, row.path) };
}

/** The item itself, then its folders outwards, from a path like `/3/17/`. */
export function chainOf(id: number, path: string): readonly number[] {
  const folders = path.split('/').filter((step) => step !== '');
  return [id, ...folders.map(Number).reverse()];
}

export function candidateFrom(row: CandidateColumns, id: number): CandidateProtector {
  return {
    id,
    ref: { level: row.owner === 0 ? 'domain' : 'course', number: row.number },
    enabled: row.enabled === 1,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    nonceLifetime: row.nonce_lifetime,
    secret: row.secret,
    previousSecret: row.previous_secret,
    previousUntil: row.previous_until,
    useIdentity: readUseIdentity(row.use_identity),
    origins: readOrigins(row.origins),
    originCheck: readCheckMode(row.origin_check),
    rememberUsers: readCheckMode(row.remember_users),
    relaunch: readRelaunchMode(row.relaunch),
  };
}
