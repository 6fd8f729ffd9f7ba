import { isTimeZone } from '../../model/days.ts';
import { isDomainName } from '../../model/ids.ts';
import type { CleanPerson } from '../../model/person.ts';
import { usualSecretRules } from '../../model/secretRules.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { isDuplicate } from '../../storage/dialect.ts';
import { addDomain, domainNamed, type KnownDomain, lockDomain } from '../../storage/domainStore.ts';
import type { Door } from '../../storage/door.ts';
import { coordinatorsOf, type PersonOfDomain, personOf } from '../../storage/personPageStore.ts';
import { changePerson } from '../../storage/rosterStore.ts';
import { addressesOf, type DomainAddress } from '../../storage/serverListStore.ts';
import { actorOfServer, type ByServer } from '../administrators/administrators.ts';
import { addOnePerson } from '../people/makePerson.ts';
import { newAddress, type OneTimeAddress } from '../people/oneTimeAddress.ts';

/** What an administrator sees of a domain: no course content, no secret. */
export interface DomainOfServer {
  readonly domain: KnownDomain;
  readonly addresses: readonly DomainAddress[];
  readonly coordinators: readonly PersonOfDomain[];
}

export function readDomainOfServer(door: Door, name: string): Promise<DomainOfServer | undefined> {
  return door.read(async (sql) => {
    const domain = await domainNamed(sql, name);
    if (!domain) return undefined;
    return {
      domain,
      addresses: await addressesOf(sql, domain.id),
      coordinators: await coordinatorsOf(sql, domain.id),
    };
  });
}

export interface NewDomain {
  readonly name: string;
  readonly title: string;
  readonly timeZone: string;
}

export type DomainFault = 'name' | 'no-title' | 'long-title' | 'time-zone';

/** Everything that is wrong with a new domain, at once. */
export function faultsOfDomain({ name, title, timeZone }: NewDomain): readonly DomainFault[] {
  const faults: DomainFault[] = [];
  if (!isDomainName(name)) faults.push('name');
  if (title === '') faults.push('no-title');
  if ([...title].length > 200) faults.push('long-title');
  if (!isTimeZone(timeZone)) faults.push('time-zone');
  return faults;
}

export type MadeDomain =
  | { readonly kind: 'made'; readonly address: OneTimeAddress }
  | { readonly kind: 'taken' };

/** Makes a domain with its first coordinator, and the one-time address that lets them in. */
export async function makeDomain(
  door: Door,
  { by, domain, coordinator }: ByServer & { readonly domain: NewDomain; readonly coordinator: CleanPerson },
  now: number,
): Promise<MadeDomain> {
  const actor = actorOfServer(by);
  const settings = {
    ...domain,
    trustUsernames: false,
    secretRules: usualSecretRules,
    journalDays: undefined,
    serverAddress: true,
  };
  try {
    return await door.write(async (sql): Promise<MadeDomain> => {
      const domainId = await addDomain(sql, settings, now);
      const after = { title: domain.title, timeZone: domain.timeZone };
      const entry = { domainId, courseId: null, actor };
      await addAudit(sql, [{ ...entry, deed: 'domain-made', object: domain.name, after }], now);
      const person = { ...coordinator, domainCoordinator: true };
      const made = await addOnePerson(sql, { domainId, actor, person }, now);
      const owner = { owner: { personId: made.id }, domainId, actor, object: coordinator.username };
      return { kind: 'made', address: await newAddress(sql, owner, now) };
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return { kind: 'taken' };
  }
}

export type NamedCoordinator =
  | { readonly kind: 'gone' }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'alike'; readonly username: string }
  /** With an address where the person could not sign in otherwise. */
  | { readonly kind: 'named'; readonly username: string; readonly address: OneTimeAddress | undefined };

/** Names a coordinator: somebody of the domain, or somebody new. */
export function nameCoordinator(
  door: Door,
  { by, name, person }: ByServer & { readonly name: string; readonly person: CleanPerson },
  now: number,
): Promise<NamedCoordinator> {
  const actor = actorOfServer(by);
  return door.write(async (sql): Promise<NamedCoordinator> => {
    const domain = await lockDomain(sql, name);
    if (!domain) return { kind: 'gone' };
    const domainId = domain.id;
    const made = await addOnePerson(
      sql,
      { domainId, actor, person: { ...person, domainCoordinator: true } },
      now,
    );
    const { username } = person;
    if (made.kind === 'taken' && made.username !== username)
      return { kind: 'alike', username: made.username };
    const known = await personOf(sql, { domainId, personId: made.id });
    if (!known || known.disabled) return { kind: 'disabled' };
    if (!known.domainCoordinator) {
      await changePerson(sql, { domainId, personId: known.id }, { ...known, domainCoordinator: true });
      const change = { before: { domainCoordinator: false }, after: { domainCoordinator: true } };
      const entry = { domainId, courseId: null, actor, deed: 'person-changed', object: username } as const;
      await addAudit(sql, [{ ...entry, ...change }], now);
    }
    if (known.hasPassword) return { kind: 'named', username, address: undefined };
    const owner = { owner: { personId: known.id }, domainId, actor, object: username };
    return { kind: 'named', username, address: await newAddress(sql, owner, now) };
  });
}

/** For a coordinator of the domain alone: its other people are its coordinators' (R2). */
export function addressForCoordinator(
  door: Door,
  { by, name, id }: ByServer & { readonly name: string; readonly id: number },
  now: number,
): Promise<({ readonly username: string } & OneTimeAddress) | undefined> {
  return door.write(async (sql) => {
    const domain = await lockDomain(sql, name);
    const person = domain && (await personOf(sql, { domainId: domain.id, personId: id }));
    if (!person?.domainCoordinator || person.disabled) return undefined;
    const { username } = person;
    const owner = {
      owner: { personId: id },
      domainId: domain?.id ?? null,
      actor: actorOfServer(by),
      object: username,
    };
    return { username, ...(await newAddress(sql, owner, now)) };
  });
}
