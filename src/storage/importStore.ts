import type { ImportState } from '../model/importing.ts';
import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { addRow, changeRows, locking } from './rowWriting.ts';
import type { ImportRow } from './schema/importingRows.ts';

/** An archive on its way into a course. Times are epoch milliseconds. */
export interface Import {
  readonly id: number;
  readonly domainId: number;
  readonly courseId: number;
  /** Id of the folder that it goes into; '' for the top. */
  readonly folder: string;
  /** Under which its content waits on the disk. */
  readonly token: string;
  readonly name: string;
  readonly kind: 'zip' | 'cartridge';
  readonly state: ImportState;
  /** '' where nothing went wrong; else a word, and after a blank what it is about. */
  readonly problem: string;
  readonly done: number;
  readonly total: number;
  readonly mark: string;
  readonly beatAt: number;
  readonly madeAt: number;
  readonly expiresAt: number;
}

const columns = `id, domain_id, course_id, folder, token, name, kind, state, problem, done, total, mark, beat_at,
  made_at, expires_at`;

function importFrom(row: ImportRow): Import {
  return {
    id: row.id,
    domainId: row.domain_id,
    courseId: row.course_id,
    folder: row.folder,
    token: row.token,
    name: row.name,
    kind: row.kind === 'cartridge' ? 'cartridge' : 'zip',
    state: row.state as ImportState,
    problem: row.problem,
    done: row.done,
    total: row.total,
    mark: row.mark,
    beatAt: Number(row.beat_at),
    madeAt: Number(row.made_at),
    expiresAt: Number(row.expires_at),
  };
}

/** Notes an import that begins. */
export async function addImport(
  sql: Sql,
  one: Pick<Import, 'domainId' | 'courseId' | 'folder' | 'token' | 'name' | 'madeAt' | 'expiresAt'>,
): Promise<number> {
  return addRow(sql, 'imports', {
    domain_id: one.domainId,
    course_id: one.courseId,
    folder: one.folder,
    token: one.token,
    name: [...one.name].slice(0, 255).join(''),
    kind: 'zip',
    state: 'reading',
    problem: '',
    done: 0,
    total: 0,
    mark: '',
    beat_at: one.madeAt,
    made_at: one.madeAt,
    expires_at: one.expiresAt,
  });
}

/** Undefined where the course has none of this number. `hold`: nobody changes it until the transaction ends. */
export async function findImport(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { id, hold = false }: { readonly id: number; readonly hold?: boolean },
): Promise<Import | undefined> {
  const text = `SELECT ${columns} FROM imports WHERE id = ? AND domain_id = ? AND course_id = ?`;
  const rows = await sql.rows<ImportRow>(text + (hold ? locking(sql) : ''), [id, domainId, courseId]);
  const [row] = rows;
  return row && importFrom(row);
}

/** The newest imports of a course. */
export async function lastImports(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  most: number,
): Promise<readonly Import[]> {
  const text = `SELECT ${columns} FROM imports WHERE course_id = ? AND domain_id = ? ORDER BY id DESC LIMIT ${Math.trunc(most)}`;
  return (await sql.rows<ImportRow>(text, [courseId, domainId])).map(importFrom);
}

/** Imports on which somebody seems to work who has not said so since. */
export async function silentImports(sql: Sql, before: number): Promise<readonly Import[]> {
  const text = `SELECT ${columns} FROM imports WHERE state IN ('reading', 'applying') AND beat_at < ? LIMIT 100`;
  return (await sql.rows<ImportRow>(text, [before])).map(importFrom);
}

export async function oldImports(sql: Sql, now: number): Promise<readonly Import[]> {
  const text = `SELECT ${columns} FROM imports WHERE expires_at < ? LIMIT 100`;
  return (await sql.rows<ImportRow>(text, [now])).map(importFrom);
}

/** Tokens of all imports whose content is still wanted, or was until a moment ago, whatever course they are of. */
export async function importTokens(sql: Sql, since: number): Promise<ReadonlySet<string>> {
  const text = "SELECT token FROM imports WHERE state IN ('reading', 'ready', 'applying') OR beat_at >= ?";
  const rows = await sql.rows<{ token: string }>(text, [since]);
  return new Set(rows.map(({ token }) => token));
}

type ImportChange = Partial<
  Pick<ImportRow, 'state' | 'problem' | 'kind' | 'done' | 'total' | 'mark' | 'beat_at' | 'expires_at'>
>;

export async function changeImport(sql: Sql, id: number, change: ImportChange): Promise<void> {
  await changeRows(sql, 'imports', change, { id });
}

/** From one state to the next, for one of all who try; false for the others. */
export async function stepImport(
  sql: Sql,
  {
    id,
    from,
    ...more
  }: {
    readonly id: number;
    readonly from: ImportState;
    readonly beatAt?: number;
    readonly mark?: string;
  },
  to: { readonly state: ImportState; readonly problem?: string; readonly now: number },
): Promise<boolean> {
  const { beatAt, mark } = more;
  const and = `${beatAt === undefined ? '' : ' AND beat_at = ?'}${mark === undefined ? '' : ' AND mark = ?'}`;
  const text = `UPDATE imports SET state = ?, problem = ?, beat_at = ? WHERE id = ? AND state = ?${and}`;
  const asked = [beatAt, mark].filter((value) => value !== undefined);
  return (await sql.run(text, [to.state, to.problem ?? '', to.now, id, from, ...asked])).affected === 1;
}

/** Says how far it is, and that somebody is still at it. */
export async function beatImport(
  sql: Sql,
  id: number,
  { done, total, now }: { readonly done: number; readonly total: number; readonly now: number },
): Promise<void> {
  await changeRows(sql, 'imports', { done, total, beat_at: now }, { id });
}

export async function dropImport(sql: Sql, id: number): Promise<void> {
  await sql.run('DELETE FROM import_entries WHERE import_id = ?', [id]);
  await sql.run('DELETE FROM imports WHERE id = ?', [id]);
}
