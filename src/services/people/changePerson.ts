import { addAudit } from '../../storage/auditStore.ts';
import type { Door } from '../../storage/door.ts';
import { hasOtherCoordinator, type PersonOfDomain } from '../../storage/personPageStore.ts';
import { changePerson as changeRow } from '../../storage/rosterStore.ts';
import { actorOf } from '../rights/coordinators.ts';
import { lockPerson, markOf, type Stays, type Target } from './person.ts';

export interface PersonChange {
  readonly displayName: string;
  readonly email: string | null;
  readonly domainCoordinator: boolean;
}

export type ChangedPerson =
  | { readonly kind: 'changed' | 'unchanged' }
  | { readonly kind: 'meanwhile'; readonly now: PersonOfDomain; readonly mark: string }
  | Exclude<Stays, { kind: 'last-of-courses' }>;

/** Changes name, e-mail address and right, unless somebody else did since the form was shown. */
export async function changePerson(
  door: Door,
  { by, id, change, mark }: Target & { readonly change: PersonChange; readonly mark: string },
  now: number,
): Promise<ChangedPerson> {
  return door.write(async (sql): Promise<ChangedPerson> => {
    const person = await lockPerson(sql, { by, id });
    if (!person) return { kind: 'gone' };
    const after = { ...person, ...change };
    if (markOf(after) === markOf(person)) return { kind: 'unchanged' };
    if (markOf(person) !== mark) return { kind: 'meanwhile', now: person, mark: markOf(person) };
    const who = { domainId: by.domain.domainId, personId: id };
    if (person.domainCoordinator && !change.domainCoordinator) {
      if (id === by.person.id) return { kind: 'self' };
      if (!person.disabled && !(await hasOtherCoordinator(sql, who))) return { kind: 'last-of-domain' };
    }
    await changeRow(sql, who, after);
    const before = fieldsOf(person);
    const later = fieldsOf(after);
    const names = (Object.keys(later) as (keyof typeof later)[]).filter(
      (name) => before[name] !== later[name],
    );
    const only = (from: typeof later) => Object.fromEntries(names.map((name) => [name, from[name]]));
    const entry = { domainId: who.domainId, courseId: null, actor: actorOf(by), object: person.username };
    await addAudit(
      sql,
      [{ ...entry, deed: 'person-changed', before: only(before), after: only(later) }],
      now,
    );
    return { kind: 'changed' };
  });
}

function fieldsOf({ displayName, email, domainCoordinator }: PersonChange) {
  return { name: displayName, email, domainCoordinator };
}
