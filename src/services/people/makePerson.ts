import { sha256 } from '../../crypto/digest.ts';
import type { CleanPerson } from '../../model/person.ts';
import { usernameFold } from '../../model/username.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { personAlike } from '../../storage/personPageStore.ts';
import { addPeople } from '../../storage/rosterStore.ts';
import { actorOf, type DomainCoordinator } from '../rights/coordinators.ts';

export type MadePerson =
  | { readonly kind: 'made'; readonly id: number }
  /** Somebody has this username, or one that looks just like it. */
  | { readonly kind: 'taken'; readonly id: number; readonly username: string };

export interface NewOne extends CleanPerson {
  readonly domainCoordinator: boolean;
}

/** Makes a person without a password, who can come by launch, or be given a one-time address. */
export async function makePerson(
  door: Door,
  { by, person }: { readonly by: DomainCoordinator; readonly person: NewOne },
  now: number,
): Promise<MadePerson> {
  return door.write(async (sql) => {
    await lockDomain(sql, by.domain.name);
    return addOnePerson(sql, { domainId: by.domain.domainId, actor: actorOf(by), person }, now);
  });
}

/** The same within a transaction that holds the domain's lock. */
export async function addOnePerson(
  sql: Sql,
  { domainId, actor, person }: { readonly domainId: number; readonly actor: string; readonly person: NewOne },
  now: number,
): Promise<MadePerson> {
  const { username, displayName, email, domainCoordinator } = person;
  const foldHash = sha256(usernameFold(username));
  const other = await personAlike(sql, domainId, { username, foldHash });
  if (other) return { kind: 'taken', id: other.id, username: other.username };
  const row = {
    username,
    foldHash,
    displayName,
    email,
    domainCoordinator,
    disabled: false,
    passwordHash: null,
  };
  await addPeople(sql, domainId, { people: [row], now });
  const made = await personAlike(sql, domainId, { username, foldHash });
  if (!made) throw new Error('A person who was made just now is not there.');
  const after = { name: displayName, email, domainCoordinator, password: 'none' };
  const entry = { domainId, courseId: null, actor, deed: 'person-made', object: username, after } as const;
  await addAudit(sql, [entry], now);
  return { kind: 'made', id: made.id };
}
