import type { IdentityVerdict, LaunchCode } from '../model/launchCode.ts';
import type { ProtectorRef } from '../model/protector.ts';
import type { Sql, SqlValue } from './door.ts';

/** Whose launches: a domain's, or those of one course of it. Nothing outside is ever read. */
export interface JournalScope {
  readonly domainId: number;
  readonly courseId?: number | undefined;
}

/** A place in the journal: rows of one moment are told apart by their id. */
export interface JournalPlace {
  readonly at: number;
  readonly id: number;
}

export interface JournalConditions {
  readonly codes?: readonly LaunchCode[] | undefined;
  readonly identity?: IdentityVerdict | undefined;
  readonly protector?: ProtectorRef | undefined;
  readonly linkId?: number | undefined;
  /** Named by the launch, or signed in. */
  readonly person?: { readonly username: string; readonly id: number } | undefined;
}

export interface JournalRange {
  /** Only what is older than this place. */
  readonly before?: JournalPlace | undefined;
  /** Only from this moment on, epoch milliseconds. */
  readonly from?: number | undefined;
  /** Only before this moment. */
  readonly until?: number | undefined;
}

/** A launch as pages tell of it, with the names that stand there today. */
export interface JournalEntryLine extends JournalPlace {
  readonly reference: string;
  readonly course: string | null;
  readonly item: string | null;
  readonly itemTitle: string | null;
  readonly shortUrl: string | null;
  readonly protector: (ProtectorRef & { readonly name: string | null }) | null;
  readonly code: LaunchCode;
  readonly identity: IdentityVerdict | null;
  readonly named: string | null;
  readonly person: { readonly username: string; readonly name: string; readonly inCourse: boolean } | null;
  readonly differs: boolean;
  readonly clockDifference: number | null;
  readonly tolerated: readonly string[];
  readonly notes: readonly string[];
  readonly times: number;
}

/** Newest first, through the index of the scope, at most so many. */
export async function journalEntries(
  sql: Sql,
  scope: JournalScope,
  asked: JournalRange & { readonly conditions: JournalConditions; readonly most: number },
): Promise<readonly JournalEntryLine[]> {
  const range = rangeOf(scope, asked);
  const more = conditionsOf(asked.conditions);
  const inner = `SELECT j.id AS found_id FROM launches j ${byScope(sql, scope)} WHERE ${[range.text, ...more.texts].join(' AND ')}
    ORDER BY j.at DESC, j.id DESC LIMIT ${Math.trunc(asked.most)}`;
  return linesOf(sql, inner, [...range.values, ...more.values]);
}

/** The row that comes so many rows after the beginning of a range: how far a search may look at once. */
export async function placeAfter(
  sql: Sql,
  scope: JournalScope,
  { rows, ...range }: JournalRange & { readonly rows: number },
): Promise<JournalPlace | undefined> {
  const { text, values } = rangeOf(scope, range);
  const [row] = await sql.rows<JournalPlace>(
    `SELECT j.at, j.id FROM launches j ${byScope(sql, scope)} WHERE ${text}
     ORDER BY j.at DESC, j.id DESC LIMIT 1 OFFSET ${Math.trunc(rows)}`,
    values,
  );
  return row && { at: Number(row.at), id: Number(row.id) };
}

/** The rows with a reference number: the launch, and the sign-in that followed it. */
export function entriesOfReference(
  sql: Sql,
  { domainId, courseId }: JournalScope,
  reference: string,
): Promise<readonly JournalEntryLine[]> {
  const index =
    sql.dialect === 'mysql' ? 'FORCE INDEX (ix_launch_reference)' : 'INDEXED BY ix_launch_reference';
  const inCourse = courseId === undefined ? '' : 'AND j.course_id = ?';
  const inner = `SELECT j.id AS found_id FROM launches j ${index} WHERE j.reference = ? AND j.domain_id = ? ${inCourse} LIMIT 50`;
  return linesOf(sql, inner, [reference, domainId, ...(courseId === undefined ? [] : [courseId])]);
}

function byScope({ dialect }: Sql, { courseId }: JournalScope): string {
  const index = courseId === undefined ? 'ix_launch_domain' : 'ix_launch_course';
  return dialect === 'mysql' ? `FORCE INDEX (${index})` : `INDEXED BY ${index}`;
}

function rangeOf({ domainId, courseId }: JournalScope, { before, from, until }: JournalRange) {
  const texts = courseId === undefined ? ['j.domain_id = ?'] : ['j.course_id = ?', 'j.domain_id = ?'];
  const values: SqlValue[] = courseId === undefined ? [domainId] : [courseId, domainId];
  const add = (text: string, ...more: SqlValue[]) => {
    texts.push(text);
    values.push(...more);
  };
  if (before !== undefined) add('j.at <= ? AND (j.at < ? OR j.id < ?)', before.at, before.at, before.id);
  if (from !== undefined) add('j.at >= ?', from);
  if (until !== undefined) add('j.at < ?', until);
  return { text: texts.join(' AND '), values };
}

function conditionsOf({ codes, identity, protector, linkId, person }: JournalConditions) {
  const texts: string[] = [];
  const values: SqlValue[] = [];
  const add = (text: string, ...more: SqlValue[]) => {
    texts.push(text);
    values.push(...more);
  };
  if (codes !== undefined) add(`j.code IN (${codes.map(() => '?').join(', ')})`, ...codes);
  if (identity !== undefined) add('j.identity = ?', identity);
  if (protector !== undefined)
    add('j.protector_level = ? AND j.protector_number = ?', protector.level, protector.number);
  if (linkId !== undefined) add('j.link_id = ?', linkId);
  if (person !== undefined) add('(j.person_id = ? OR j.named = ?)', person.id, person.username);
  return { texts, values };
}

interface EntryRow {
  id: number;
  at: number;
  reference: string;
  course: string | null;
  item: string | null;
  item_title: string | null;
  short_id: string | null;
  protector_level: ProtectorRef['level'] | null;
  protector_number: number | null;
  protector_name: string | null;
  code: LaunchCode;
  identity: IdentityVerdict | null;
  named: string | null;
  username: string | null;
  display_name: string | null;
  in_course: number;
  differs: number | null;
  clock_difference: number | null;
  tolerated: string;
  notes: string;
  times: number;
}

/** Names are looked up for the rows that are shown, and for no others. */
async function linesOf(
  sql: Sql,
  inner: string,
  values: readonly SqlValue[],
): Promise<readonly JournalEntryLine[]> {
  const rows = await sql.rows<EntryRow>(
    `SELECT j.id, j.at, j.reference, j.protector_level, j.protector_number, j.code, j.identity, j.named, j.differs,
       j.clock_difference, j.tolerated, j.notes, j.times, c.course_id AS course, i.item_id AS item, i.title AS item_title,
       l.short_id, q.name AS protector_name, p.username, p.display_name,
       EXISTS (SELECT 1 FROM roles r WHERE r.course_id = j.course_id AND r.person_id = j.person_id) AS in_course
     FROM (${inner}) f JOIN launches j ON j.id = f.found_id
     LEFT JOIN courses c ON c.id = j.course_id LEFT JOIN items i ON i.id = j.item_id
     LEFT JOIN links l ON l.id = j.link_id LEFT JOIN protectors q ON q.id = j.protector_id
     LEFT JOIN people p ON p.id = j.person_id ORDER BY j.at DESC, j.id DESC`,
    values,
  );
  return rows.map(lineFrom);
}

function lineFrom(row: EntryRow): JournalEntryLine {
  const { protector_level: level, protector_number: number, username, display_name: name } = row;
  return {
    id: Number(row.id),
    at: Number(row.at),
    reference: row.reference,
    course: row.course,
    item: row.item,
    itemTitle: row.item_title,
    shortUrl: row.short_id,
    protector: level === null || number === null ? null : { level, number, name: row.protector_name },
    code: row.code,
    identity: row.identity,
    named: row.named,
    person: username === null ? null : { username, name: name ?? '', inCourse: Number(row.in_course) === 1 },
    differs: row.differs === 1,
    clockDifference: row.clock_difference,
    tolerated: row.tolerated.split(' ').filter((word) => word !== ''),
    notes: row.notes.split(' ').filter((word) => word !== ''),
    times: row.times,
  };
}
