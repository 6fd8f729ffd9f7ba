import type { TreeVerdict } from '../../model/importing.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import type { Door } from '../../storage/door.ts';
import { countEntries, entryCounts, type ImportEntry, listEntries } from '../../storage/importEntryStore.ts';
import { dropImport, findImport, type Import, lastImports } from '../../storage/importStore.ts';
import { itemsNamed } from '../../storage/treeChanges.ts';
import { dropStaging, type ImportParts } from './importParts.ts';

export interface ImportQuestion {
  readonly id: number;
  readonly verdict: TreeVerdict | undefined;
  /** For `LIKE ... ESCAPE '!'`. */
  readonly pattern: string | undefined;
  readonly offset: number;
  readonly most: number;
}

export interface ImportView {
  readonly one: Import;
  /** Title of the folder that it goes into; '' for the top. */
  readonly folderTitle: string;
  readonly counts: Readonly<Record<TreeVerdict, number>>;
  readonly entries: readonly ImportEntry[];
  readonly total: number;
}

/** An import and some of its entries; undefined where the course has none of this number. */
export function viewImport(
  door: Door,
  scope: CourseScope,
  { id, verdict, pattern, offset, most }: ImportQuestion,
): Promise<ImportView | undefined> {
  return door.read(async (sql) => {
    const one = await findImport(sql, scope, { id });
    if (!one) return undefined;
    const question = { importId: id, verdict, pattern };
    const [folder] = one.folder === '' ? [] : await itemsNamed(sql, scope, [one.folder]);
    return {
      one,
      folderTitle: folder?.title ?? one.folder,
      counts: await entryCounts(sql, id),
      entries: await listEntries(sql, question, { offset, most }),
      total: await countEntries(sql, question),
    };
  });
}

/** The newest imports of a course. */
export function recentImports(door: Door, scope: CourseScope): Promise<readonly Import[]> {
  return door.read((sql) => lastImports(sql, scope, 10));
}

/** Throws an import away that is not under way; what it has put in stays. False where there is none such. */
export async function discardImport(parts: ImportParts, scope: CourseScope, id: number): Promise<boolean> {
  const dropped = await parts.door.write(async (sql) => {
    const one = await findImport(sql, scope, { id, hold: true });
    if (!one || one.state === 'reading' || one.state === 'applying') return undefined;
    await dropImport(sql, id);
    return one;
  });
  if (dropped) await dropStaging(parts, dropped);
  return dropped !== undefined;
}
