import { sha256 } from '../../crypto/digest.ts';
import { type CleanPerson, type PersonFault, readPerson } from '../../model/person.ts';
import { usernameFold } from '../../model/username.ts';
import type { Sql } from '../../storage/door.ts';
import { type KnownPerson, peopleWithFolds } from '../../storage/rosterStore.ts';
import { type CsvPlan, type CsvRow, type CsvTable, type ReadCsv, readCsv } from '../csvIn.ts';

export type PeopleColumn = 'username' | 'name' | 'email';

/** The headings that a list of people may have. */
export const peopleColumns: CsvPlan<PeopleColumn> = {
  columns: {
    username: ['user', 'login', 'user name', 'Benutzername', 'Benutzer', 'Anmeldename', 'Kennung'],
    name: ['display name', 'full name', 'Anzeigename', 'vollständiger Name'],
    email: ['mail', 'email address', 'E-Mail-Adresse'],
  },
  required: ['username'],
  mostRows: 10_000,
};

export type RowVerdict = 'new' | 'changed' | 'same' | 'fault';

export type RowFault = PersonFault | 'twice' | 'alike-row' | 'alike' | 'too-many-cells';

/** One row of a list, and what would become of it. */
export interface JudgedRow {
  readonly line: number;
  readonly cells: Readonly<Record<PeopleColumn, string>>;
  readonly verdict: RowVerdict;
  readonly faults: readonly RowFault[];
  /** Whom it looks like, or the line of the row that says the same. */
  readonly other: string;
  /** What is there today, of what would be changed. */
  readonly before: { readonly name?: string; readonly email?: string };
}

/** A list as it would be applied at this moment. */
export interface PeoplePreview {
  readonly rows: readonly JudgedRow[];
  readonly counts: Readonly<Record<RowVerdict, number>>;
  readonly unknown: readonly string[];
  readonly plan: ImportPlan;
}

export interface ImportPlan {
  readonly made: readonly FoldedPerson[];
  readonly changed: readonly { readonly person: KnownPerson; readonly after: CleanPerson }[];
}

/** A person with the SHA-256 of how the username looks. */
type FoldedPerson = CleanPerson & { readonly foldHash: Buffer };

export type PeopleTable = CsvTable<PeopleColumn>;

export function readPeopleTable(content: string): Promise<ReadCsv<PeopleColumn>> {
  return readCsv(content, peopleColumns);
}

/**
 * Judges every row of a list against the people of the domain. Cells that are empty, and columns that are missing, change
 * nothing of a person who is there; rights and passwords are never touched by a list.
 */
export async function judgePeople(
  sql: Sql,
  { domainId, table }: { readonly domainId: number; readonly table: PeopleTable },
): Promise<PeoplePreview> {
  const read = table.rows.map(readRow);
  const hashes = read.flatMap(({ person }) => (person ? [person.foldHash] : []));
  const judge = new Judge(await peopleWithFolds(sql, domainId, hashes));
  const rows = read.map((one) => judge.row(one));
  const counts = { new: 0, changed: 0, same: 0, fault: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  return { rows, counts, unknown: table.unknown, plan: judge.plan };
}

interface ReadRow {
  readonly row: Pick<JudgedRow, 'line' | 'cells'>;
  readonly person: FoldedPerson | undefined;
  readonly faults: readonly RowFault[];
}

function readRow({ line, cells, excess }: CsvRow<PeopleColumn>): ReadRow {
  const row = { line, cells: { username: cells.username, name: cells.name ?? '', email: cells.email ?? '' } };
  if (excess > 0) return { row, person: undefined, faults: ['too-many-cells'] };
  const { username, name: displayName, email } = row.cells;
  const read = readPerson({ username, displayName, email });
  if (!('username' in read)) return { row, person: undefined, faults: read };
  return { row, person: { ...read, foldHash: sha256(usernameFold(read.username)) }, faults: [] };
}

class Judge {
  readonly #made: FoldedPerson[] = [];
  readonly #changed: ImportPlan['changed'][number][] = [];
  readonly plan: ImportPlan = { made: this.#made, changed: this.#changed };
  readonly #known: ReadonlyMap<string, KnownPerson>;
  /** Rows by how their usernames look. */
  readonly #seen = new Map<string, { readonly line: number; readonly username: string }>();

  constructor(people: readonly KnownPerson[]) {
    this.#known = new Map(people.map((person) => [person.foldHash.toString('hex'), person]));
  }

  row({ row, person, faults }: ReadRow): JudgedRow {
    const judged = { ...row, before: {}, other: '', faults };
    if (!person) return { ...judged, verdict: 'fault' };
    const look = person.foldHash.toString('hex');
    const twin = this.#seen.get(look);
    if (twin) {
      const isSame = twin.username === person.username;
      return {
        ...judged,
        verdict: 'fault',
        faults: [isSame ? 'twice' : 'alike-row'],
        other: String(twin.line),
      };
    }
    this.#seen.set(look, { line: row.line, username: person.username });
    const known = this.#known.get(look);
    if (known === undefined) {
      this.#made.push(person);
      return { ...judged, verdict: 'new' };
    }
    if (known.username !== person.username)
      return { ...judged, verdict: 'fault', faults: ['alike'], other: known.username };
    const displayName = row.cells.name === '' ? known.displayName : person.displayName;
    const after = { ...person, displayName, email: person.email ?? known.email };
    const before = {
      ...(after.displayName === known.displayName ? {} : { name: known.displayName }),
      ...(after.email === known.email ? {} : { email: known.email ?? '' }),
    };
    if (Object.keys(before).length === 0) return { ...judged, verdict: 'same' };
    this.#changed.push({ person: known, after });
    return { ...judged, before, verdict: 'changed' };
  }
}
