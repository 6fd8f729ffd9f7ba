import { addAudit } from '../../storage/auditStore.ts';
import { domainOfHost, setCurrentAddress } from '../../storage/domainAddressStore.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { addRow } from '../../storage/rowWriting.ts';
import { addressesOf, type DomainAddress, removeAddress } from '../../storage/serverListStore.ts';
import { actorOfServer, type ByServer } from '../administrators/administrators.ts';
import { originOf } from '../provision/addresses.ts';

export type ChangedAddresses = {
  readonly kind: 'done' | 'gone' | 'no-origin' | 'of-server' | 'of-other';
};

interface Which extends ByServer {
  /** Of the domain. */
  readonly name: string;
}

/** Allows a host to a domain (R11): as its address of today, or as a former one that goes on verifying. */
export function allowAddress(
  door: Door,
  {
    by,
    name,
    typed,
    isCurrent,
    publicUrl,
  }: Which & {
    readonly typed: string;
    readonly isCurrent: boolean;
    /** The server's own origin. */
    readonly publicUrl: string;
  },
  now: number,
): Promise<ChangedAddresses> {
  const origin = originOf(typed.trim());
  if (origin === undefined) return Promise.resolve({ kind: 'no-origin' });
  const { host } = new URL(origin);
  if (host === new URL(publicUrl).host) return Promise.resolve({ kind: 'of-server' });
  return change(door, { by, name, now }, async (sql, domainId) => {
    const holder = await domainOfHost(sql, host);
    if (holder !== undefined && holder !== domainId) return { kind: 'of-other' };
    if (isCurrent) await setCurrentAddress(sql, { domainId, origin }, now);
    else if (holder === undefined)
      await addRow(sql, 'domain_addresses', {
        domain_id: domainId,
        origin,
        host,
        is_current: 0,
        added_at: now,
      });
    return { kind: 'done' };
  });
}

/** Takes a host from a domain: launches that were signed for it are refused from now on. */
export function forgetAddress(
  door: Door,
  { by, name, host }: Which & { readonly host: string },
  now: number,
): Promise<ChangedAddresses> {
  return change(door, { by, name, now }, async (sql, domainId) => {
    if ((await domainOfHost(sql, host)) !== domainId) return { kind: 'gone' };
    await removeAddress(sql, domainId, host);
    return { kind: 'done' };
  });
}

function change(
  door: Door,
  { by, name, now }: Which & { readonly now: number },
  work: (sql: Sql, domainId: number) => Promise<ChangedAddresses>,
): Promise<ChangedAddresses> {
  return door.write(async (sql) => {
    const domain = await lockDomain(sql, name);
    if (!domain) return { kind: 'gone' };
    const before = await addressesOf(sql, domain.id);
    const result = await work(sql, domain.id);
    const after = await addressesOf(sql, domain.id);
    const [from, to] = [inWords(before), inWords(after)];
    if (result.kind !== 'done' || JSON.stringify(from) === JSON.stringify(to)) return result;
    const entry = { domainId: domain.id, courseId: null, actor: actorOfServer(by), object: name };
    await addAudit(sql, [{ ...entry, deed: 'domain-address-changed', before: from, after: to }], now);
    return result;
  });
}

function inWords(addresses: readonly DomainAddress[]) {
  const current = addresses.find(({ isCurrent }) => isCurrent)?.origin ?? null;
  const former = addresses.filter(({ isCurrent }) => !isCurrent).map(({ origin }) => origin);
  return { current, former };
}
