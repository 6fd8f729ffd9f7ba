import { stateMark } from '../../crypto/stateMark.ts';
import { itemIds, type KnownItem } from '../../storage/contentsStore.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import type { Sql } from '../../storage/door.ts';
import { deletedItemIds, sourcesOf } from '../../storage/importSourceStore.ts';
import { itemsNamed, itemsNumbered } from '../../storage/treeChanges.ts';
import { depthOf } from '../contents/moveItems.ts';
import type { StagedEntry } from './entriesOf.ts';
import { ImportRefusal } from './manifest.ts';
import { type KnownSource, type PlannedEntry, planImport, sourceHash } from './planImport.ts';

export interface PlanQuestion {
  readonly scope: CourseScope;
  /** Id of the folder that is imported into; '' for the top. */
  readonly folder: string;
  readonly entries: readonly StagedEntry[];
  readonly textOf: (hash: string) => string;
}

export interface TreePlan {
  /** Undefined for the top. */
  readonly folder: KnownItem | undefined;
  readonly planned: readonly PlannedEntry[];
  /** Of all that would be done. */
  readonly mark: string;
}

/**
 * What an archive would do to the course as it is at this moment.
 * @throws ImportRefusal where the folder has gone
 */
export async function planNow(sql: Sql, { scope, folder, entries, textOf }: PlanQuestion): Promise<TreePlan> {
  const [target] = folder === '' ? [] : await itemsNamed(sql, scope, [folder]);
  if (folder !== '' && target?.kind !== 'folder') throw new ImportRefusal('no-folder');
  const known = await knownSources(sql, scope, { folder: target?.id ?? 0, entries });
  const ids = await itemIds(sql, scope);
  const taken = [...ids.keys(), ...(await deletedItemIds(sql, scope))];
  const depth = target ? depthOf(target.path) + 1 : 0;
  const planned = planImport({ entries, depth, known, taken, textOf });
  const does = planned.map(({ entry, sourceMark }) => [entry.verdict, entry.itemId, sourceMark]);
  return { folder: target, planned, mark: stateMark([target?.id ?? 0, does]) };
}

async function knownSources(
  sql: Sql,
  scope: CourseScope,
  { folder, entries }: { readonly folder: number; readonly entries: readonly StagedEntry[] },
): Promise<ReadonlyMap<string, KnownSource>> {
  const asked = new Set(entries.map(({ source }) => sourceHash(source)));
  const sources = (await sourcesOf(sql, scope, folder)).filter((one) => asked.has(one.sourceHash));
  const numbers = sources.map(({ item }) => item);
  const items = new Map((await itemsNumbered(sql, scope, numbers)).map((item) => [item.id, item]));
  return new Map(
    sources.flatMap(({ sourceHash: hash, item: number, sourceMark, itemMark }) => {
      const item = items.get(number);
      return item ? [[hash, { item, sourceMark, itemMark }] as const] : [];
    }),
  );
}
