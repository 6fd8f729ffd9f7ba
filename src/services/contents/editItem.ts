import { stateMark } from '../../crypto/stateMark.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { changeItem, type ItemContent, type KnownItem } from '../../storage/contentsStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { addSite } from '../../storage/siteStore.ts';
import { itemsNamed } from '../../storage/treeChanges.ts';
import { contentFields } from '../provision/applyContents.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { dropContents } from '../sites/keepSite.ts';
import type { PathOf } from '../uploads/keepReceived.ts';
import { differing, itemEntry } from './auditItem.ts';
import type { TypedItem } from './checkItem.ts';
import { contentOf, keeping, type SentFile } from './makeItem.ts';

/** An item with the mark that a form sends back. */
export interface MarkedItem {
  readonly item: KnownItem;
  readonly mark: string;
}

/** Undefined where the course has no such item. */
export async function readForEdit(
  door: Door,
  { course }: CourseCoordinator,
  itemId: string,
): Promise<MarkedItem | undefined> {
  const [item] = await door.read((sql) => itemsNamed(sql, course, [itemId]));
  return item && { item, mark: markOf(item) };
}

function markOf({ title, body, url, file }: ItemContent): string {
  return stateMark([title, body, url, file]);
}

export interface ItemEdit {
  readonly by: CourseCoordinator;
  readonly itemId: string;
  /** Of what the form showed. */
  readonly mark: string;
  /** Without faults; its kind is the item's own. */
  readonly typed: Omit<TypedItem, 'kind'>;
  /** Undefined: the file stays. */
  readonly file: SentFile | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly pathOf: PathOf;
}

export type EditedItem =
  | { readonly kind: 'changed' | 'unchanged' | 'gone' }
  /** Somebody else changed it since the form was shown; nothing was replaced. */
  | { readonly kind: 'meanwhile'; readonly now: MarkedItem };

/** Changes what an item shows, unless it is no longer what the form showed. */
export async function editItem(door: Door, edit: ItemEdit): Promise<EditedItem> {
  const { by, itemId, mark, typed, file, now, pathOf } = edit;
  const scope = by.course;
  let replaced: string | undefined;
  const changing = async (sql: Sql): Promise<EditedItem> => {
    replaced = undefined;
    await lockCourse(sql, scope);
    const [item] = await itemsNamed(sql, scope, [itemId]);
    if (!item) return { kind: 'gone' };
    const fresh = contentOf({ ...typed, kind: item.kind }, file);
    const content = fresh.file === null ? { ...fresh, file: item.file } : fresh;
    if (markOf(content) === markOf(item)) return { kind: 'unchanged' };
    if (markOf(item) !== mark) return { kind: 'meanwhile', now: { item, mark: markOf(item) } };
    if (file?.site) await addSite(sql, file.hash, file.site);
    await changeItem(sql, scope, { id: item.id, content });
    const states = differing(contentFields(item), contentFields(content));
    await addAudit(sql, [itemEntry(by, 'item-changed', { object: itemId, ...states })], now);
    if (content.file?.hash !== item.file?.hash) replaced = item.file?.hash;
    return { kind: 'changed' };
  };
  const edited = await keeping(door, { file, pathOf, keeps: ({ kind }) => kind === 'changed' }, changing);
  if (edited.kind === 'changed' && replaced !== undefined) await dropContents(door, pathOf, [replaced]);
  return edited;
}
