import { faultsOfRole } from '../../model/roleFaults.ts';
import type { CourseRole, RoleGrant } from '../../model/roles.ts';
import type { NamedPerson } from '../../storage/roleStore.ts';
import type { RosterLine } from '../../storage/rosterListStore.ts';
import { leavesNobody } from './rosterParts.ts';
import type { CellFault, RosterCells } from './rosterTable.ts';

/** What would become of a row of a list. */
export const importVerdicts = ['added', 'changed', 'unchanged', 'unknown', 'wrong'] as const;

export type ImportVerdict = (typeof importVerdicts)[number];

export type ImportFault = CellFault | 'duplicate' | 'coordinators-only' | 'last-coordinator';

/** Everything that can be wrong with a row. */
export const importFaults = [
  'bad-username',
  'bad-role',
  'bad-section',
  'bad-starts',
  'bad-ends',
  'ends-first',
  'too-many-cells',
  'duplicate',
  'coordinators-only',
  'last-coordinator',
] as const satisfies readonly ImportFault[];

export interface JudgedRow {
  readonly row: RosterCells;
  readonly verdict: ImportVerdict;
  readonly faults: readonly ImportFault[];
  /** The line of the row that says the same. */
  readonly twin: number;
  readonly displayName: string;
  /** What the role would be; undefined where the row is left out. */
  readonly after: RoleGrant | undefined;
  /** The role that is there today. */
  readonly held: RosterLine | undefined;
  readonly personId: number | undefined;
}

/** What is there when a list is judged. */
export interface RosterToday {
  readonly people: ReadonlyMap<string, NamedPerson>;
  /** All roles of the course. */
  readonly roles: readonly RosterLine[];
  readonly mayCoordinate: boolean;
  readonly today: string;
}

export interface JudgedRoster {
  readonly rows: readonly JudgedRow[];
  /** Roles of the kinds that the list has, of people whom it does not have in them. */
  readonly missing: readonly RosterLine[];
}

/** Judges every row of a list; those that are right by themselves do not depend on the others. */
export function judgeRoster(rows: readonly RosterCells[], now: RosterToday): JudgedRoster {
  const held = new Map<number, RosterLine[]>();
  for (const role of now.roles) held.set(role.personId, [...(held.get(role.personId) ?? []), role]);
  const seen = new Map<string, number>();
  const judged = rows.map((row) => judgeRow(row, { now, held, seen }));
  const kept = keepCoordinators(judged, now);
  return { rows: kept, missing: missingFrom(kept, now) };
}

interface Judging {
  readonly now: RosterToday;
  readonly held: ReadonlyMap<number, readonly RosterLine[]>;
  /** The line on which each role of each person was named first. */
  readonly seen: Map<string, number>;
}

function judgeRow(row: RosterCells, { now, held, seen }: Judging): JudgedRow {
  const person = row.username === undefined ? undefined : now.people.get(row.username);
  const plain = { row, twin: 0, displayName: person?.displayName ?? '', personId: person?.id };
  const left = { ...plain, after: undefined, held: undefined };
  if (row.faults.length > 0 || row.role === undefined)
    return { ...left, verdict: 'wrong', faults: row.faults };
  if (!person) return { ...left, verdict: 'unknown', faults: [] };
  const there = heldBy(row, row.role, held.get(person.id) ?? []);
  const after = {
    role: row.role,
    section: there?.section ?? row.section ?? '',
    starts: row.starts === undefined ? (there?.starts ?? null) : row.starts,
    ends: row.ends === undefined ? (there?.ends ?? null) : row.ends,
  };
  const key = `${person.id} ${after.role} ${after.section}`;
  const twin = seen.get(key) ?? 0;
  if (twin === 0) seen.set(key, row.line);
  const isSame = there !== undefined && there.starts === after.starts && there.ends === after.ends;
  const faults: ImportFault[] = [...faultsOfRole(after)];
  if (twin !== 0) faults.push('duplicate');
  if (after.role === 'coordinator' && !now.mayCoordinate && !isSame) faults.push('coordinators-only');
  if (faults.length > 0) return { ...left, twin, verdict: 'wrong', faults };
  const verdict = isSame ? 'unchanged' : there ? 'changed' : 'added';
  return { ...plain, verdict, faults, after, held: there };
}

/** The role that a row means; a list without sections means the one that is there, whatever its section. */
function heldBy(
  { section }: RosterCells,
  role: CourseRole,
  roles: readonly RosterLine[],
): RosterLine | undefined {
  const alike = roles.filter((one) => one.role === role);
  if (section !== undefined) return alike.find((one) => one.section === section);
  // The empty section comes first.
  return alike.toSorted((one, other) => (one.section < other.section ? -1 : 1))[0];
}

/** Days that would leave the course without a coordinator are a fault of the rows that say them. */
function keepCoordinators(judged: readonly JudgedRow[], now: RosterToday): readonly JudgedRow[] {
  const changed = new Map(judged.map(({ held, after }) => [held?.id, after]));
  const coordinators = now.roles.filter((role) => role.role === 'coordinator' && !role.disabled);
  if (!leavesNobody(coordinators, (role) => changed.get(role.id) ?? role, now.today)) return judged;
  return judged.map((one) =>
    one.after?.role === 'coordinator' && one.verdict === 'changed'
      ? { ...one, verdict: 'wrong', faults: ['last-coordinator'], after: undefined, held: undefined }
      : one,
  );
}

/** Coordinators are never among them, nor anybody of whom the list says something that could not be understood. */
function missingFrom(judged: readonly JudgedRow[], { roles, today }: RosterToday): readonly RosterLine[] {
  const right = judged.flatMap(({ row, after, personId }) =>
    after && personId !== undefined ? [{ row, after, personId }] : [],
  );
  const kinds = new Set(right.map(({ after }) => after.role));
  const unclear = new Set(judged.flatMap(({ verdict, row }) => (verdict === 'wrong' ? [row.username] : [])));
  const listed = new Map<number, { readonly role: CourseRole; readonly section: string | undefined }[]>();
  for (const { row, after, personId } of right) {
    const { role } = after;
    const section = row.section === undefined ? undefined : after.section;
    const known = listed.get(personId);
    if (known) known.push({ role, section });
    else listed.set(personId, [{ role, section }]);
  }
  const missing = roles.filter(({ role, section, personId, username, ends }) => {
    if (role === 'coordinator' || !kinds.has(role) || unclear.has(username)) return false;
    if (ends !== null && ends < today) return false;
    const alike = listed
      .get(personId)
      ?.some((one) => one.role === role && (one.section === undefined || one.section === section));
    return alike !== true;
  });
  return missing.sort(byName);
}

/** As rosters are listed; the same roles always come in the same order. */
function byName(one: RosterLine, other: RosterLine): number {
  if (one.displayName !== other.displayName) return one.displayName < other.displayName ? -1 : 1;
  if (one.username !== other.username) return one.username < other.username ? -1 : 1;
  return one.id - other.id;
}
