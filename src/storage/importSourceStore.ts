import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import { addRows, inParts } from './rowWriting.ts';

/** Which item an entry of an archive became, and how both were then. */
export interface ImportSource {
  readonly sourceHash: string;
  /** The item's number; it may have been deleted since. */
  readonly item: number;
  readonly sourceMark: string;
  readonly itemMark: string;
}

/** What was imported into a folder before (0: the top). */
export async function sourcesOf(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  folder: number,
): Promise<readonly ImportSource[]> {
  const text = `SELECT source_hash, item_id, source_mark, item_mark FROM import_sources WHERE course_id = ? AND
    folder_id = ? AND domain_id = ?`;
  const rows = await sql.rows<{
    source_hash: string;
    item_id: number;
    source_mark: string;
    item_mark: string;
  }>(text, [courseId, folder, domainId]);
  return rows.map((row) => ({
    sourceHash: row.source_hash,
    item: row.item_id,
    sourceMark: row.source_mark,
    itemMark: row.item_mark,
  }));
}

/** Remembers them, in place of what was known of the same entries. */
export async function keepSources(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  {
    folder,
    archive,
    sources,
  }: { readonly folder: number; readonly archive: string; readonly sources: readonly ImportSource[] },
): Promise<void> {
  const hashes = sources.map(({ sourceHash }) => sourceHash);
  for (const part of inParts(hashes, 500)) {
    const text = `DELETE FROM import_sources WHERE course_id = ? AND folder_id = ? AND domain_id = ? AND source_hash IN
      (${places(part)})`;
    await sql.run(text, [courseId, folder, domainId, ...padded(part)]);
  }
  await addRows(
    sql,
    'import_sources',
    sources.map(({ sourceHash, item, sourceMark, itemMark }) => ({
      domain_id: domainId,
      course_id: courseId,
      folder_id: folder,
      source_hash: sourceHash,
      item_id: item,
      source_mark: sourceMark,
      item_mark: itemMark,
      archive: [...archive].slice(0, 255).join(''),
    })),
  );
}

/** Ids of items that were deleted from a course: their addresses must not show something else one day. */
export async function deletedItemIds(
  sql: Sql,
  { domainId, courseId }: CourseScope,
): Promise<ReadonlySet<string>> {
  const text =
    "SELECT DISTINCT object FROM audit WHERE course_id = ? AND domain_id = ? AND deed = 'item-deleted'";
  const rows = await sql.rows<{ object: string }>(text, [courseId, domainId]);
  return new Set(rows.map(({ object }) => object));
}
