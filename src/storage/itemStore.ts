import type { StoredSetting } from '../model/deepLink.ts';
import type { CourseScope } from './courseStore.ts';
import { type SettingColumns, settingColumns, settingFrom } from './deepLinkColumns.ts';
import type { Door } from './door.ts';
import { chainOf } from './launchTargetColumns.ts';

export type ItemKind = 'folder' | 'page' | 'file' | 'site' | 'web';

/** An item as lists need it. */
export interface ItemHead {
  readonly id: number;
  readonly itemId: string;
  readonly parentId: number | undefined;
  readonly kind: ItemKind;
  readonly title: string;
  /** The item itself, then its folders outwards. */
  readonly chain: readonly number[];
  readonly position: number;
  readonly fileType: string | undefined;
  readonly fileSize: number | undefined;
}

export interface Item extends ItemHead {
  /** Markdown of a page. */
  readonly body: string | undefined;
  readonly url: string | undefined;
  readonly file:
    | { readonly hash: string; readonly name: string; readonly type: string; readonly size: number }
    | undefined;
}

export interface ItemStore {
  find(scope: CourseScope, itemId: string): Promise<Item | undefined>;
  /** Those of the items that are in this course. */
  findByIds(scope: CourseScope, ids: readonly number[]): Promise<readonly ItemHead[]>;
  /**
   * Items with a short URL whose launch could reach into the innermost folder of a chain: those at the top and in the
   * folders of the chain, without other folders.
   * @param own only those at which a scope is set that reaches beyond themselves
   */
  couldReach(scope: CourseScope, chain: readonly number[], own: boolean): Promise<readonly ItemHead[]>;
  /** All items of a course, each folder's children in order. */
  tree(scope: CourseScope): Promise<readonly ItemHead[]>;
  /** All deep-link settings of a course. */
  settings(scope: CourseScope): Promise<readonly StoredSetting[]>;
}

interface HeadRow {
  id: number;
  item_id: string;
  parent_id: number | null;
  kind: ItemKind;
  title: string;
  path: string;
  position: number;
  file_type: string | null;
  file_size: number | null;
}

interface ItemRow extends HeadRow {
  body: string | null;
  url: string | null;
  file_hash: string | null;
  file_name: string | null;
}

const head = 'id, item_id, parent_id, kind, title, path, position, file_type, file_size';

export function itemStore(door: Door): ItemStore {
  return {
    find: ({ domainId, courseId }, itemId) =>
      door.read(async (sql) => {
        const text = `SELECT ${head}, body, url, file_hash, file_name FROM items WHERE domain_id = ? AND course_id = ? AND item_id = ?`;
        const [row] = await sql.rows<ItemRow>(text, [domainId, courseId, itemId]);
        return row && itemFrom(row);
      }),
    findByIds: ({ domainId, courseId }, ids) =>
      door.read(async (sql) => {
        if (ids.length === 0) return [];
        const text = `SELECT ${head} FROM items WHERE domain_id = ? AND course_id = ? AND id IN (${ids.map(() => '?').join(',')})`;
        return (await sql.rows<HeadRow>(text, [domainId, courseId, ...ids])).map(headFrom);
      }),
    couldReach: ({ domainId, courseId }, chain, own) =>
      door.read(async (sql) => {
        const setHere = `AND EXISTS (SELECT 1 FROM deep_links d WHERE d.domain_id = items.domain_id
          AND d.course_id = items.course_id AND d.item_id = items.id AND d.scope <> 'resource')`;
        const text = `SELECT ${head} FROM items WHERE domain_id = ? AND course_id = ? AND kind <> 'folder'
          AND (parent_id IS NULL OR parent_id IN (${chain.map(() => '?').join(',')}))
          AND EXISTS (SELECT 1 FROM links l WHERE l.course_id = items.course_id AND l.item_id = items.id) ${own ? setHere : ''}`;
        return (await sql.rows<HeadRow>(text, [domainId, courseId, ...chain])).map(headFrom);
      }),
    tree: ({ domainId, courseId }) =>
      door.read(async (sql) => {
        const text = `SELECT ${head} FROM items WHERE domain_id = ? AND course_id = ? ORDER BY position, id`;
        return (await sql.rows<HeadRow>(text, [domainId, courseId])).map(headFrom);
      }),
    settings: ({ domainId, courseId }) =>
      door.read(async (sql) => {
        const text = `SELECT ${settingColumns}
          FROM deep_links WHERE domain_id = ? AND course_id = ?`;
        return (await sql.rows<SettingColumns>(text, [domainId, courseId])).map(settingFrom);
      }),
  };
}

function headFrom(row: HeadRow): ItemHead {
  return {
    id: row.id,
    itemId: row.item_id,
    parentId: row.parent_id ?? undefined,
    kind: row.kind,
    title: row.title,
    chain: chainOf(row.id, row.path),
    position: row.position,
    fileType: row.file_type ?? undefined,
    fileSize: row.file_size === null ? undefined : Number(row.file_size),
  };
}

function itemFrom(row: ItemRow): Item {
  const { file_hash: hash, file_name: name, file_type: type, file_size: size } = row;
  const isFile = hash !== null && name !== null && type !== null && size !== null;
  return {
    body: row.body ?? undefined,
    url: row.url ?? undefined,
    file: isFile ? { hash, name, type, size: Number(size) } : undefined,
    ...headFrom(row),
  };
}
