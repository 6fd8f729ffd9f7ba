import { faultsOfRole } from '../../model/roleFaults.ts';
import type { CourseRole, RoleGrant } from '../../model/roles.ts';
import type { Door } from '../../storage/door.ts';
import { coordinatorRoles, removeRoles, replaceRole, rolesOfPeople } from '../../storage/roleStore.ts';
import { type RosterLine, rolesById } from '../../storage/rosterListStore.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { mayTouch } from './readRoster.ts';
import {
  type ChangingRoster,
  changingRoster,
  leavesNobody,
  type MarkedRoles,
  marked,
  nameOfRole,
  type RoleFault,
  type RoleFaultOf,
  tellAudit,
} from './rosterParts.ts';

/** What becomes of the chosen roles; what is left out stays. */
export interface RoleChange {
  readonly role?: CourseRole;
  readonly section?: string;
  readonly starts?: string | null;
  readonly ends?: string | null;
}

/** Which roles, as the form showed them. */
export interface ChosenRoles {
  readonly by: CourseCoordinator;
  readonly ids: readonly number[];
  readonly mark: string;
}

export type ChangedRoles =
  | { readonly kind: 'done'; readonly count: number }
  | { readonly kind: 'faults'; readonly faults: readonly RoleFaultOf[] }
  /** Somebody else changed them since the form was shown; nothing was done. */
  | { readonly kind: 'meanwhile'; readonly now: MarkedRoles };

/** Changes roles, all or none of them; it counts at once (R1). Everything that stands against it is named at once. */
export async function changeRoles(
  door: Door,
  { change, ...chosen }: ChosenRoles & { readonly change: RoleChange },
  now: number,
): Promise<ChangedRoles> {
  return withRoles(door, { ...chosen, now }, async (at, roles) => {
    const after = new Map(roles.map((line) => [line.id, { ...grantOf(line), ...change }]));
    const faults = await faultsOfChange(at, roles, after);
    if (faults.length > 0) return { kind: 'faults', faults };
    const differing = roles.filter((line) => !isSame(line, after.get(line.id)));
    for (const { id } of differing) {
      const grant = after.get(id);
      if (grant) await replaceRole(at.sql, at.scope, { id, ...grant });
    }
    const told = differing.map((line) => {
      const then = after.get(line.id) ?? grantOf(line);
      const names = Object.keys(then) as (keyof RoleGrant)[];
      const changed = names.filter((name) => then[name] !== line[name]);
      const only = (from: RoleGrant) => Object.fromEntries(changed.map((name) => [name, from[name]]));
      const object = nameOfRole(line.username, line);
      return { deed: 'role-changed', object, before: only(line), after: only(then) } as const;
    });
    await tellAudit(at, told);
    return { kind: 'done', count: differing.length };
  });
}

/** Takes roles away, all or none of them; whoever is here by one is out at the next request (R1). */
export async function endRoles(door: Door, chosen: ChosenRoles, now: number): Promise<ChangedRoles> {
  return withRoles(door, { ...chosen, now }, async (at, roles) => {
    const gone = new Set(roles.map(({ id }) => id));
    const coordinators = await coordinatorRoles(at.sql, at.scope);
    if (leavesNobody(coordinators, (role) => (gone.has(role.id) ? undefined : role), at.today))
      return { kind: 'faults', faults: [{ fault: 'last-coordinator', who: [] }] };
    await removeRoles(at.sql, at.scope, [...gone]);
    const told = roles.map((line) => {
      const before = { starts: line.starts, ends: line.ends };
      return { deed: 'role-removed', object: nameOfRole(line.username, line), before } as const;
    });
    await tellAudit(at, told);
    return { kind: 'done', count: roles.length };
  });
}

type WithRoles = (at: ChangingRoster, roles: readonly RosterLine[]) => Promise<ChangedRoles>;

async function withRoles(
  door: Door,
  { by, ids, mark, now }: ChosenRoles & { readonly now: number },
  work: WithRoles,
): Promise<ChangedRoles> {
  return changingRoster(door, { by, now }, async (at): Promise<ChangedRoles> => {
    const roles = await rolesById(at.sql, at.scope, ids);
    const foreign = roles.filter((role) => !mayTouch(by, role));
    if (foreign.length > 0)
      return { kind: 'faults', faults: [{ fault: 'coordinators-only', who: namesOf(foreign) }] };
    const there = marked(roles);
    return there.mark === mark ? work(at, roles) : { kind: 'meanwhile', now: there };
  });
}

async function faultsOfChange(
  { sql, scope, by, today }: ChangingRoster,
  roles: readonly RosterLine[],
  after: ReadonlyMap<number, RoleGrant>,
): Promise<readonly RoleFaultOf[]> {
  const found = new Map<RoleFault, string[]>();
  const add = (fault: RoleFault, name: string) => found.set(fault, [...(found.get(fault) ?? []), name]);
  const held = await rolesOfPeople(sql, scope, [...new Set(roles.map(({ personId }) => personId))]);
  const keys = held.map(({ id, personId, ...role }) => keyOf(personId, after.get(id) ?? role));
  for (const line of roles) {
    const then = after.get(line.id);
    if (!then) continue;
    for (const fault of faultsOfRole(then)) add(fault, line.displayName);
    if (!mayTouch(by, then)) add('coordinators-only', line.displayName);
    const key = keyOf(line.personId, then);
    if (keys.filter((one) => one === key).length > 1) add('same-role', line.displayName);
  }
  const coordinators = await coordinatorRoles(sql, scope);
  if (found.size === 0 && leavesNobody(coordinators, (role) => after.get(role.id) ?? role, today))
    found.set('last-coordinator', []);
  return [...found].map(([fault, who]) => ({ fault, who: [...new Set(who)] }));
}

function keyOf(personId: number, { role, section }: Pick<RoleGrant, 'role' | 'section'>): string {
  return `${personId} ${role} ${section}`;
}

function grantOf({ role, section, starts, ends }: RoleGrant): RoleGrant {
  return { role, section, starts, ends };
}

function isSame(line: RoleGrant, then: RoleGrant | undefined): boolean {
  return JSON.stringify(grantOf(line)) === JSON.stringify(then && grantOf(then));
}

function namesOf(roles: readonly RosterLine[]): readonly string[] {
  return [...new Set(roles.map(({ displayName }) => displayName))];
}
