import type { CourseScope } from './courseStore.ts';
import type { Sql, SqlValue } from './door.ts';
import { padded, places } from './inList.ts';
import type { ItemKind } from './itemStore.ts';
import { chainOf } from './launchTargetColumns.ts';
import { inParts } from './rowWriting.ts';

/** One row of a course's contents, as lists for coordinators need it. */
export interface TreeItem {
  readonly id: number;
  readonly itemId: string;
  readonly parentId: number | null;
  /** Ids of the folders above: `/3/17/`, or `/` at the top. */
  readonly path: string;
  /** The item itself, then its folders outwards. */
  readonly chain: readonly number[];
  readonly position: number;
  readonly kind: ItemKind;
  readonly title: string;
  readonly fileType: string | undefined;
  readonly fileSize: number | undefined;
  /** Undefined where it has no short URL. */
  readonly link: { readonly shortId: string; readonly enabled: boolean } | undefined;
  /** How many items lie directly in it. */
  readonly inside: number;
}

interface Row {
  id: number;
  item_id: string;
  parent_id: number | null;
  path: string;
  position: number;
  kind: ItemKind;
  title: string;
  file_type: string | null;
  file_size: number | null;
  short_id: string | null;
  enabled: number | null;
  inside: number;
}

/** Which rows: all of the course, those of one folder (null: the top), or those that a search finds. */
export type TreePart =
  | { readonly kind: 'all' }
  | { readonly kind: 'folder'; readonly id: number | null }
  /** For `LIKE ... ESCAPE '!'`. */
  | { readonly kind: 'search'; readonly pattern: string };

function whereOf(part: TreePart): readonly [string, readonly SqlValue[]] {
  if (part.kind === 'folder')
    return part.id === null ? [' AND i.parent_id IS NULL', []] : [' AND i.parent_id = ?', [part.id]];
  if (part.kind === 'search')
    return [" AND (i.title LIKE ? ESCAPE '!' OR i.item_id LIKE ? ESCAPE '!')", [part.pattern, part.pattern]];
  return ['', []];
}

export async function countTree(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  part: TreePart,
): Promise<number> {
  const [where, values] = whereOf(part);
  const text = `SELECT COUNT(*) AS total FROM items i WHERE i.domain_id = ? AND i.course_id = ?${where}`;
  const [row] = await sql.rows<{ total: number }>(text, [domainId, courseId, ...values]);
  return Number(row?.total ?? 0);
}

/** Siblings in their order. */
export async function listTree(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { part, offset, most }: { readonly part: TreePart; readonly offset: number; readonly most: number },
): Promise<readonly TreeItem[]> {
  const [where, values] = whereOf(part);
  // The rows of the page are found first; what is counted and joined is that of them alone.
  const text = `SELECT i.id, i.item_id, i.parent_id, i.path, i.position, i.kind, i.title, i.file_type, i.file_size,
      l.short_id, l.enabled,
      (SELECT COUNT(*) FROM items c WHERE c.course_id = i.course_id AND c.parent_id = i.id) AS inside
    FROM (SELECT * FROM items i WHERE i.domain_id = ? AND i.course_id = ?${where}
      ORDER BY i.position, i.id LIMIT ${Math.trunc(most)} OFFSET ${Math.trunc(offset)}) i
    LEFT JOIN links l ON l.course_id = i.course_id AND l.item_id = i.id AND l.domain_id = i.domain_id
    ORDER BY i.position, i.id`;
  return (await sql.rows<Row>(text, [domainId, courseId, ...values])).map(itemFrom);
}

function itemFrom(row: Row): TreeItem {
  return {
    id: row.id,
    itemId: row.item_id,
    parentId: row.parent_id,
    path: row.path,
    chain: chainOf(row.id, row.path),
    position: row.position,
    kind: row.kind,
    title: row.title,
    fileType: row.file_type ?? undefined,
    fileSize: row.file_size === null ? undefined : Number(row.file_size),
    link: row.short_id === null ? undefined : { shortId: row.short_id, enabled: row.enabled === 1 },
    inside: Number(row.inside),
  };
}

/** Good launches of each item since then; undefined where there are too many to be counted for a page. */
export async function launchesByItem(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  since: number,
): Promise<ReadonlyMap<number, number> | undefined> {
  const most = 20_000;
  const text = `SELECT item_id, COUNT(*) AS times, SUM(CASE WHEN code = 'opened' THEN times ELSE 0 END) AS opened
    FROM (SELECT item_id, code, times FROM launches WHERE course_id = ? AND domain_id = ? AND at >= ?
      ORDER BY at DESC LIMIT ${most}) lately
    GROUP BY item_id`;
  const rows = await sql.rows<{ item_id: number | null; times: number; opened: number }>(text, [
    courseId,
    domainId,
    since,
  ]);
  const seen = rows.reduce((sum, { times }) => sum + Number(times), 0);
  if (seen >= most) return undefined;
  return new Map(rows.flatMap((row) => (row.item_id === null ? [] : [[row.item_id, Number(row.opened)]])));
}

/** Everything in a folder, however deep, nearest first. */
export async function listBelow(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  folder: { readonly id: number; readonly path: string },
): Promise<readonly { readonly id: number; readonly path: string }[]> {
  const text =
    'SELECT id, path FROM items WHERE domain_id = ? AND course_id = ? AND path LIKE ? ORDER BY path, id';
  return sql.rows(text, [domainId, courseId, `${folder.path}${folder.id}/%`]);
}

/** The folders of a course that something can be moved to, by title. */
export async function listFolders(
  sql: Sql,
  { domainId, courseId }: CourseScope,
): Promise<
  readonly { readonly id: number; readonly itemId: string; readonly title: string; readonly path: string }[]
> {
  const text = `SELECT id, item_id, title, path FROM items WHERE domain_id = ? AND course_id = ? AND kind = 'folder'
    ORDER BY title, id LIMIT 2000`;
  const rows = await sql.rows<{ id: number; item_id: string; title: string; path: string }>(text, [
    domainId,
    courseId,
  ]);
  return rows.map(({ id, item_id: itemId, title, path }) => ({ id, itemId, title, path }));
}

/** Which of these contents some item or site of this server still shows. */
export async function hashesInUse(sql: Sql, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  for (const part of inParts(hashes, 500)) {
    const text = `SELECT file_hash AS hash FROM items WHERE file_hash IN (${places(part)})
      UNION SELECT hash FROM site_entries WHERE hash IN (${places(part)})`;
    const values = [...padded(part), ...padded(part)];
    for (const { hash } of await sql.rows<{ hash: string }>(text, values)) used.add(hash);
  }
  return used;
}
