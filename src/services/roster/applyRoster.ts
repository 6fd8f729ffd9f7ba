import { dateRoles, removeRoles } from '../../storage/roleStore.ts';
import type { RosterLine } from '../../storage/rosterListStore.ts';
import { addRoles } from '../../storage/rosterStore.ts';
import type { JudgedRow } from './judgeRoster.ts';
import { type ChangingRoster, nameOfRole, tellAudit } from './rosterParts.ts';

/** Does what a judged list says, with few statements however long it is, and writes every role down. */
export async function applyRoster(
  at: ChangingRoster,
  { rows, missing }: { readonly rows: readonly JudgedRow[]; readonly missing: readonly RosterLine[] },
): Promise<void> {
  const { sql, scope } = at;
  const made = rows.flatMap(({ verdict, after, personId, row }) =>
    verdict === 'added' && after && personId !== undefined
      ? [{ username: row.username ?? '', role: { personId, ...after } }]
      : [],
  );
  const changed = rows.flatMap(({ verdict, after, held }) =>
    verdict === 'changed' && after && held ? [{ after, held }] : [],
  );
  await addRoles(
    sql,
    scope,
    made.map(({ role }) => role),
  );
  const byDays = new Map<string, { ids: number[]; starts: string | null; ends: string | null }>();
  for (const { after, held } of changed) {
    const { starts, ends } = after;
    const key = JSON.stringify([starts, ends]);
    const group = byDays.get(key) ?? { ids: [], starts, ends };
    byDays.set(key, group);
    group.ids.push(held.id);
  }
  for (const group of byDays.values()) await dateRoles(sql, scope, group);
  await removeRoles(
    sql,
    scope,
    missing.map(({ id }) => id),
  );
  const days = ({ starts, ends }: { starts: string | null; ends: string | null }) => ({ starts, ends });
  await tellAudit(at, [
    ...made.map(({ username, role }) => ({
      deed: 'role-made' as const,
      object: nameOfRole(username, role),
      after: days(role),
    })),
    ...changed.map(({ after, held }) => ({
      deed: 'role-changed' as const,
      object: nameOfRole(held.username, held),
      before: days(held),
      after: days(after),
    })),
    ...missing.map((role) => ({
      deed: 'role-removed' as const,
      object: nameOfRole(role.username, role),
      before: days(role),
    })),
  ]);
}
