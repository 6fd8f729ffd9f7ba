import type { TreeVerdict } from '../model/importing.ts';
import type { Sql, SqlValue } from './door.ts';
import type { ItemKind } from './itemStore.ts';
import { addRows } from './rowWriting.ts';
import type { ImportEntryRow } from './schema/importingRows.ts';

/** What becomes of one entry of an archive. */
export interface ImportEntry {
  readonly place: number;
  /** Place of the folder around it. */
  readonly parent: number | null;
  readonly depth: number;
  readonly source: string;
  readonly path: string;
  /** What an id of its own is made from. */
  readonly stem: string;
  /** '' for what cannot become an item. */
  readonly kind: ItemKind | '';
  readonly title: string;
  readonly url: string | null;
  readonly fileName: string | null;
  readonly hash: string | null;
  readonly size: number | null;
  readonly verdict: TreeVerdict;
  readonly reason: string;
  readonly detail: string;
  readonly itemId: string;
}

const columns = `place, parent, depth, source, path, stem, kind, title, url, file_name, hash, size, verdict, reason,
  detail, item_id`;

function entryFrom(row: ImportEntryRow): ImportEntry {
  const { file_name: fileName, item_id: itemId, verdict, kind, size, ...rest } = row;
  return {
    kind: kind as ItemKind | '',
    verdict: verdict as TreeVerdict,
    size: size === null ? null : Number(size),
    fileName,
    itemId,
    ...rest,
  };
}

/** Keeps the entries of an import in place of those that were there. */
export async function keepEntries(
  sql: Sql,
  importId: number,
  entries: readonly ImportEntry[],
): Promise<void> {
  await sql.run('DELETE FROM import_entries WHERE import_id = ?', [importId]);
  await addRows(
    sql,
    'import_entries',
    entries.map(({ fileName, itemId, ...entry }) => ({
      import_id: importId,
      place: entry.place,
      parent: entry.parent,
      depth: entry.depth,
      source: entry.source,
      path: entry.path,
      stem: entry.stem,
      kind: entry.kind,
      title: entry.title,
      url: entry.url,
      file_name: fileName,
      hash: entry.hash,
      size: entry.size,
      verdict: entry.verdict,
      reason: entry.reason,
      detail: entry.detail,
      item_id: itemId,
    })),
  );
}

/** Which entries of an import. */
export interface EntryQuestion {
  readonly importId: number;
  readonly verdict: TreeVerdict | undefined;
  /** For `LIKE ... ESCAPE '!'`. */
  readonly pattern: string | undefined;
}

function whereOf({ importId, verdict, pattern }: EntryQuestion): readonly [string, readonly SqlValue[]] {
  const verdicts = verdict === undefined ? '' : ' AND verdict = ?';
  const words = pattern === undefined ? '' : " AND (title LIKE ? ESCAPE '!' OR path LIKE ? ESCAPE '!')";
  const values = [
    importId,
    ...(verdict === undefined ? [] : [verdict]),
    ...(pattern === undefined ? [] : [pattern, pattern]),
  ];
  return [`import_id = ?${verdicts}${words}`, values];
}

/** Entries in the order of the tree. */
export async function listEntries(
  sql: Sql,
  question: EntryQuestion,
  { offset, most }: { readonly offset: number; readonly most: number },
): Promise<readonly ImportEntry[]> {
  const [where, values] = whereOf(question);
  const text = `SELECT ${columns} FROM import_entries WHERE ${where} ORDER BY place LIMIT ${Math.trunc(most)} OFFSET ${Math.trunc(offset)}`;
  return (await sql.rows<ImportEntryRow>(text, values)).map(entryFrom);
}

export async function countEntries(sql: Sql, question: EntryQuestion): Promise<number> {
  const [where, values] = whereOf(question);
  const text = `SELECT COUNT(*) AS total FROM import_entries WHERE ${where}`;
  const [row] = await sql.rows<{ total: number }>(text, values);
  return Number(row?.total ?? 0);
}

/** How many entries there are of each verdict. */
export async function entryCounts(sql: Sql, importId: number): Promise<Record<TreeVerdict, number>> {
  const text = 'SELECT verdict, COUNT(*) AS total FROM import_entries WHERE import_id = ? GROUP BY verdict';
  const rows = await sql.rows<{ verdict: TreeVerdict; total: number }>(text, [importId]);
  const counts = { made: 0, changed: 0, same: 0, kept: 0, 'left-out': 0 };
  for (const { verdict, total } of rows) counts[verdict] = Number(total);
  return counts;
}
