import { faultsOfRole, type RoleValueFault, typedDay } from '../../model/roleFaults.ts';
import type { CourseRole } from '../../model/roles.ts';
import { canonicalUsername } from '../../model/username.ts';
import { type CsvPlan, type CsvRow, type CsvTable, type ReadCsv, readCsv } from '../csvIn.ts';

export type RosterColumn = 'username' | 'name' | 'email' | 'role' | 'section' | 'starts' | 'ends';

/** The headings that a list of a roster may have. Names and addresses are only carried on for whoever makes people known. */
const rosterColumns: CsvPlan<RosterColumn> = {
  columns: {
    username: ['user', 'login', 'user name', 'Benutzername', 'Benutzer', 'Anmeldename', 'Kennung'],
    name: ['display name', 'full name', 'Anzeigename', 'vollständiger Name'],
    email: ['mail', 'e-mail', 'email address', 'E-Mail-Adresse'],
    role: ['Rolle'],
    section: ['Gruppe', 'Sektion'],
    starts: ['start', 'from', 'first day', 'Beginn', 'von', 'erster Tag'],
    ends: ['end', 'until', 'last day', 'Ende', 'bis', 'letzter Tag'],
  },
  required: ['username'],
  mostRows: 10_000,
};

export type RosterTable = CsvTable<RosterColumn>;

export function readRosterTable(content: string): Promise<ReadCsv<RosterColumn>> {
  return readCsv(content, rosterColumns);
}

export type CellFault = RoleValueFault | 'bad-username' | 'bad-role' | 'too-many-cells';

/** One row as it reads by itself, whoever there is. */
export interface RosterCells {
  readonly line: number;
  readonly cells: Readonly<Record<RosterColumn, string>>;
  readonly username: string | undefined;
  readonly role: CourseRole | undefined;
  /** Undefined where the list has no such column: what is there stays. */
  readonly section: string | undefined;
  readonly starts: string | null | undefined;
  readonly ends: string | null | undefined;
  readonly faults: readonly CellFault[];
}

/** Words for roles, in lower case. */
export type RoleWords = ReadonlyMap<string, CourseRole>;

/** Reads one row; everything that is wrong with it by itself is named at once. */
export function readCells(
  { line, cells: sent, excess }: CsvRow<RosterColumn>,
  { words, present }: { readonly words: RoleWords; readonly present: readonly RosterColumn[] },
): RosterCells {
  const has = (column: RosterColumn) => present.includes(column);
  const cell = (column: RosterColumn) => (has(column) ? sent[column] : '');
  const cells = {
    username: sent.username,
    name: cell('name'),
    email: cell('email'),
    role: cell('role'),
    section: cell('section'),
    starts: cell('starts'),
    ends: cell('ends'),
  };
  const username = canonicalUsername(cells.username);
  const role = cells.role === '' ? 'student' : words.get(cells.role.toLowerCase());
  const [starts, ends] = [typedDay(cells.starts), typedDay(cells.ends)];
  const faults: CellFault[] = [...faultsOfRole({ section: cells.section, starts, ends })];
  if (username === undefined) faults.push('bad-username');
  if (role === undefined) faults.push('bad-role');
  if (excess > 0) faults.push('too-many-cells');
  return {
    line,
    cells,
    username,
    role,
    section: has('section') ? cells.section : undefined,
    starts: has('starts') ? starts : undefined,
    ends: has('ends') ? ends : undefined,
    faults,
  };
}
