import type { CheckMode, ProtectorRef, RelaunchMode, UseIdentity } from '../model/protector.ts';
import { batched } from './batch.ts';
import type { Door } from './door.ts';
import { type FoundDomain, targetFrom } from './launchTargetColumns.ts';
import { type AskedLink, type FoundLink, findDomains, findLinks } from './launchTargetQueries.ts';
import type { SettingsState, SettingsVersion } from './settingsVersion.ts';
import { versionedCache } from './versionedCache.ts';

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
  /** The version of the settings under which this was read. */
  readonly version: number;
  /** Epoch seconds: launches signed before it are refused. */
  readonly notBefore: number;
  /** It was not read for this launch. */
  readonly remembered: boolean;
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
  /** What was kept under the version that this process saw last, which must be confirmed before anything counts. */
  remembered(address: LaunchAddress): LaunchTarget | undefined;
  /**
   * What holds since the call, out of the database: also for a launch that does not verify by what was remembered. How
   * long that takes would else tell a stranger that the address is one that others launch.
   */
  find(address: LaunchAddress): Promise<LaunchTarget | undefined>;
}

/** Of so many links in use a process keeps what it read last. */
const mostTargets = 5_000;

/**
 * One read answers all launches that are under way at the same time. What it found is kept while nothing changes; what
 * is not there is not, so that nobody fills the memory by guessing.
 */
export function launchTargetStore(door: Door, version: SettingsVersion): LaunchTargetStore {
  const kept = versionedCache<LaunchTarget>(mostTargets);
  const readDomain = batched((names: readonly string[]) => door.read((sql) => findDomains(sql, names)));
  const domains = versionedCache<FoundDomain>(mostTargets);
  const readLink = batched((asked: readonly AskedLink[]) => findLinks(door, asked));

  async function domainOf(now: number, name: string): Promise<FoundDomain | undefined> {
    const known = domains.find(now, name);
    if (known) return known;
    const found = await readDomain(name);
    if (found) domains.keep(now, name, found);
    return found;
  }

  function targetOf(
    address: LaunchAddress,
    domain: FoundDomain,
    read: SettingsState & Pick<FoundLink, 'rows'>,
  ): LaunchTarget {
    const found = targetFrom(domain, { host: address.host, ...read });
    if (found.link && found.link.candidates.length > 0)
      kept.keep(read.version, nameOf(address, domain), { ...found, remembered: true });
    return found;
  }

  return {
    remembered(address) {
      const now = version.last();
      const domain = now && domains.find(now.version, address.domain);
      return domain && kept.find(now.version, nameOf(address, domain));
    },
    async find(address) {
      const { domain: name, shortId, key } = address;
      const last = version.last();
      const before = last && domains.find(last.version, name);
      if (before) {
        const { settings, rows } = await readLink({ domainId: before.row.id, shortId, key });
        version.note(settings);
        // The domain, too, is as it was.
        if (settings.version === last.version) return targetOf(address, before, { rows, ...settings });
      }
      const now = await version();
      const domain = await domainOf(now.version, name);
      const { rows } = await readLink({ domainId: domain?.row.id ?? 0, shortId, key });
      return domain && targetOf(address, domain, { rows, ...now });
    },
  };
}

/** Hosts that are none of the domain's are one and the same: made-up ones, of any length, would else fill the memory. */
function nameOf({ domain, shortId, host, key }: LaunchAddress, { addresses }: FoundDomain): string {
  const known = addresses.some((address) => address.host === host) ? host : '';
  return `${domain}\n${shortId}\n${known}\n${key}`;
}
