import { addressesOf, formerAddressUse } from '../../storage/domainAddressStore.ts';
import { domainNamed } from '../../storage/domainStore.ts';
import type { Door } from '../../storage/door.ts';
import type { DomainCoordinator } from '../rights/coordinators.ts';

/** One address of a domain. */
export interface KnownAddress {
  readonly origin: string;
  /** New links carry it; a former one goes on verifying (R11). */
  readonly current: boolean;
  /** Epoch milliseconds; undefined for the server's own. */
  readonly since: number | undefined;
}

/** What the page of a domain's settings tells beside what can be set. */
export interface DomainFacts {
  readonly addresses: readonly KnownAddress[];
  /** Undefined where there is no former address. */
  readonly formerUse: FormerUse | undefined;
}

export interface FormerUse {
  readonly times: number;
  /** Of how many launches. */
  readonly among: number;
  /** Epoch milliseconds; undefined where no launch came there. */
  readonly last: number | undefined;
}

/** Launches that are looked at for the use of former addresses: enough to see a forgotten one, few enough to be quick. */
const newest = 5_000;

/** @throws Error for a domain that has gone since the request began */
export function readDomainFacts(
  door: Door,
  { domain }: DomainCoordinator,
  publicUrl: string,
): Promise<DomainFacts> {
  const { domainId } = domain;
  return door.read(async (sql) => {
    const known = await domainNamed(sql, domain.name);
    if (!known) throw new Error(`The domain ${domain.name} has gone.`);
    const own = await addressesOf(sql, domainId);
    const hasOwn = own.some(({ current }) => current);
    const servers = { origin: publicUrl, current: !hasOwn, since: undefined };
    const isListed = own.some(({ origin }) => origin === publicUrl);
    const addresses = known.serverAddress && !isListed ? [...own, servers] : own;
    const hasFormer = addresses.some(({ current }) => !current);
    return {
      addresses,
      formerUse: hasFormer ? await formerAddressUse(sql, domainId, newest) : undefined,
    };
  });
}
