import { faultsOfRole } from '../../model/roleFaults.ts';
import type { RoleGrant } from '../../model/roles.ts';
import { canonicalUsername } from '../../model/username.ts';
import type { Door } from '../../storage/door.ts';
import { type NamedPerson, peopleNamed, rolesOfPeople } from '../../storage/roleStore.ts';
import { addRoles } from '../../storage/rosterStore.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { mayTouch } from './readRoster.ts';
import { changingRoster, nameOfRole, type RoleFault, tellAudit } from './rosterParts.ts';

export interface NewRole extends RoleGrant {
  readonly username: string;
}

export type AddedRole =
  | { readonly kind: 'added'; readonly person: NamedPerson }
  | { readonly kind: 'faults'; readonly faults: readonly RoleFault[] };

/** Gives somebody of the domain a role in the course; it counts at once (R1). Everything wrong with it is named at once. */
export async function addRole(
  door: Door,
  { by, role }: { readonly by: CourseCoordinator; readonly role: NewRole },
  now: number,
): Promise<AddedRole> {
  const username = canonicalUsername(role.username.trim());
  const grant = { role: role.role, section: role.section, starts: role.starts, ends: role.ends };
  return changingRoster(door, { by, now }, async (at): Promise<AddedRole> => {
    const { sql, scope } = at;
    const people = await peopleNamed(sql, scope.domainId, username === undefined ? [] : [username]);
    const [person] = people.values();
    const faults: RoleFault[] = [...faultsOfRole(grant)];
    if (!mayTouch(by, grant)) faults.push('coordinators-only');
    if (!person) faults.push('no-person');
    else {
      const held = await rolesOfPeople(sql, scope, [person.id]);
      const isHeld = held.some((one) => one.role === grant.role && one.section === grant.section);
      if (isHeld) faults.push('same-role');
    }
    if (!person || faults.length > 0) return { kind: 'faults', faults };
    await addRoles(sql, scope, [{ personId: person.id, ...grant }]);
    const after = { starts: grant.starts, ends: grant.ends };
    await tellAudit(at, [{ deed: 'role-made', object: nameOfRole(person.username, grant), after }]);
    return { kind: 'added', person };
  });
}
