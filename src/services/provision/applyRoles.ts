import { addRoles, changeRole, type KnownRole, rolesOf } from '../../storage/rosterStore.ts';
import type { InCourse } from './applyParts.ts';
import { quoted } from './faults.ts';
import type { RolePlan } from './plan.ts';

/** Gives roles and changes their dates; takes none away. A role is known by person, role and section. */
export async function applyRoles(at: InCourse, plans: readonly RolePlan[]): Promise<void> {
  if (plans.length === 0) return;
  const known = new Map((await rolesOf(at.sql, at.scope)).map((role) => [keyOf(role), role]));
  const made: Omit<KnownRole, 'id'>[] = [];
  for (const plan of plans) {
    const personId = at.people.get(plan.username);
    if (personId === undefined) {
      const sentence = `the domain ${at.domain.name} has nobody with the username ${quoted(plan.username)}`;
      at.ledger.fault([...plan.path, 'username'], sentence);
      continue;
    }
    const { role, section } = plan;
    const before = known.get(keyOf({ personId, role, section }));
    const after = { starts: plan.starts ?? before?.starts ?? null, ends: plan.ends ?? before?.ends ?? null };
    if (after.starts !== null && after.ends !== null && after.ends < after.starts) {
      at.ledger.fault(plan.path, 'would end before it starts: look at starts and ends, also as stored');
      continue;
    }
    const name = `${plan.username}: ${role}${section === '' ? '' : ` in section ${section}`}`;
    const subject = { what: 'role', name, where: at.where } as const;
    const outcome = at.ledger.record(subject, before && datesOf(before), after);
    if (before === undefined) made.push({ personId, role, section, ...after });
    else if (outcome === 'changed') await changeRole(at.sql, at.scope, { id: before.id, ...after });
  }
  await addRoles(at.sql, at.scope, made);
}

function keyOf({ personId, role, section }: Pick<KnownRole, 'personId' | 'role' | 'section'>): string {
  return `${personId} ${role} ${section}`;
}

function datesOf({ starts, ends }: KnownRole) {
  return { starts, ends };
}
