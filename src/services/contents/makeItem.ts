import { fileType } from '../../model/fileType.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { addItems, type ItemContent, type KeptFile, type KnownItem } from '../../storage/contentsStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { addSite } from '../../storage/siteStore.ts';
import { itemsNamed, siblingsIn, wasDeleted } from '../../storage/treeChanges.ts';
import { contentFields } from '../provision/applyContents.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { dropContents, keepAll } from '../sites/keepSite.ts';
import type { SiteFile } from '../sites/unpackSite.ts';
import type { PathOf, Received } from '../uploads/keepReceived.ts';
import { itemEntry } from './auditItem.ts';
import { type ItemFault, idFromTitle, type TypedItem } from './checkItem.ts';
import { deepestFolder, depthOf } from './moveItems.ts';

/** A file that somebody sends, under the name that it has with them. */
export interface SentFile extends Received {
  readonly name: string;
  /** What is in it, where it is a site. */
  readonly site?: readonly SiteFile[] | undefined;
}

export interface NewItem extends TypedItem {
  readonly by: CourseCoordinator;
  /** '' for one that is made from the title. */
  readonly itemId: string;
  /** Id of the folder that it goes into, after what is there; '' for the top. */
  readonly folder: string;
  readonly file: SentFile | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly pathOf: PathOf;
}

export type MadeItem =
  | { readonly kind: 'made'; readonly itemId: string }
  | { readonly kind: 'faults'; readonly faults: readonly ItemFault[] };

/** Adds an item at the end of a folder. What was typed has no faults of its own. */
export async function makeItem(door: Door, item: NewItem): Promise<MadeItem> {
  const { by, file, now, pathOf } = item;
  const scope = by.course;
  const adding = async (sql: Sql): Promise<MadeItem> => {
    await lockCourse(sql, scope);
    const parent = await folderFor(sql, scope, item.folder);
    if (parent === 'no-folder') return { kind: 'faults', faults: ['no-folder'] };
    if (parent && depthOf(parent.path) + 1 > deepestFolder) return { kind: 'faults', faults: ['too-deep'] };
    const itemId = await freeId(sql, scope, item);
    if (itemId === 'id-taken' || itemId === 'id-was-used') return { kind: 'faults', faults: [itemId] };
    const siblings = await siblingsIn(sql, scope, parent?.id ?? null);
    const content = contentOf(item, file);
    const place = {
      parentId: parent?.id ?? null,
      path: parent ? `${parent.path}${parent.id}/` : '/',
      position: (siblings.at(-1)?.position ?? -1) + 1,
    };
    if (content.file && file?.site) await addSite(sql, file.hash, file.site);
    await addItems(sql, scope, [{ itemId: itemId.free, ...content, ...place }]);
    const after = { ...contentFields(content), folder: parent?.itemId ?? null };
    await addAudit(sql, [itemEntry(by, 'item-made', { object: itemId.free, after })], now);
    return { kind: 'made', itemId: itemId.free };
  };
  return keeping(door, { file, pathOf, keeps: ({ kind }) => kind === 'made' }, adding);
}

/**
 * Does `work` in a transaction, with the file in its place before and after: an item never lacks what it shows. Where
 * nothing comes of it, the file goes again.
 */
export async function keeping<Result>(
  door: Door,
  {
    file,
    pathOf,
    keeps,
  }: {
    readonly file: SentFile | undefined;
    readonly pathOf: PathOf;
    readonly keeps: (result: Result) => boolean;
  },
  work: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  if (!file) return door.write(work);
  const inside = file.site ?? [];
  const all = [file, ...inside.map(({ received }) => received)];
  let isKept = false;
  try {
    await keepAll(pathOf, all);
    const result = await door.write(work);
    isKept = keeps(result);
    // Somebody may have thrown the same content away meanwhile.
    if (isKept) await keepAll(pathOf, all);
    return result;
  } finally {
    if (!isKept) await dropContents(door, pathOf, [...new Set(all.map(({ hash }) => hash))]);
  }
}

/** What an item shows, of what was typed for its kind. */
export function contentOf({ kind, title, body, url }: TypedItem, file: SentFile | undefined): ItemContent {
  return {
    kind,
    title,
    body: kind === 'page' ? body : null,
    url: kind === 'web' ? url : null,
    file: (kind === 'file' || kind === 'site') && file ? keptFile(file) : null,
  };
}

/** The type comes from the name alone: nothing inside a file is trusted to say it (R27). */
export function keptFile({ hash, size, name }: SentFile): KeptFile {
  return { hash, size, name, type: fileType(name) };
}

/** The folder of this id in this course; undefined for the top. */
export async function folderFor(
  sql: Sql,
  scope: CourseScope,
  itemId: string,
): Promise<KnownItem | undefined | 'no-folder'> {
  if (itemId === '') return undefined;
  const [folder] = await itemsNamed(sql, scope, [itemId]);
  return folder?.kind === 'folder' ? folder : 'no-folder';
}

type Free = { readonly free: string } | 'id-taken' | 'id-was-used';

async function freeId(sql: Sql, scope: CourseScope, { itemId, title }: NewItem): Promise<Free> {
  if (itemId !== '') {
    if ((await itemsNamed(sql, scope, [itemId])).length > 0) return 'id-taken';
    return (await wasDeleted(sql, scope, itemId)) ? 'id-was-used' : { free: itemId };
  }
  const start = idFromTitle(title);
  for (let number = start === 'item' ? 1 : 0; ; number += 1) {
    const id = number === 0 ? start : `${start}-${number + (start === 'item' ? 0 : 1)}`;
    const isTaken = (await itemsNamed(sql, scope, [id])).length > 0;
    if (!isTaken && !(await wasDeleted(sql, scope, id))) return { free: id };
  }
}
