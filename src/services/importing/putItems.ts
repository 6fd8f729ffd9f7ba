import type { AuditEntry } from '../../storage/auditStore.ts';
import { addItems, changeItem, itemIds, type KnownItem } from '../../storage/contentsStore.ts';
import type { Sql } from '../../storage/door.ts';
import type { ImportSource } from '../../storage/importSourceStore.ts';
import { siblingsIn } from '../../storage/treeChanges.ts';
import { differing } from '../contents/auditItem.ts';
import { contentFields } from '../provision/applyContents.ts';
import type { Importer } from './importParts.ts';
import { itemMarkOf, type PlannedEntry, sourceHash } from './planImport.ts';
import type { TreePlan } from './planNow.ts';

export interface PutItems {
  readonly audits: readonly AuditEntry[];
  readonly sources: readonly ImportSource[];
  /** Contents that items no longer show. */
  readonly replaced: readonly string[];
}

interface Spot {
  readonly id: number;
  readonly itemId: string | null;
  /** Of what lies in it. */
  readonly path: string;
}

type NewRow = Omit<KnownItem, 'id'>;

/** Makes and changes the items of a plan, a level at a time: an item's path holds the ids of the folders around it. */
export async function putItems(sql: Sql, by: Importer, { folder, planned }: TreePlan): Promise<PutItems> {
  const top: Spot = folder
    ? { id: folder.id, itemId: folder.itemId, path: `${folder.path}${folder.id}/` }
    : { id: 0, itemId: null, path: '/' };
  const spots = new Map<number, Spot>();
  const numbers = new Map<number, number>();
  for (const { entry, item } of planned) {
    if (!item) continue;
    numbers.set(entry.place, item.id);
    spots.set(entry.place, { id: item.id, itemId: item.itemId, path: `${item.path}${item.id}/` });
  }
  const ends = new Map<number, number>();
  const audits: AuditEntry[] = [];
  const spotOf = (parent: number | null) => (parent === null ? top : (spots.get(parent) ?? top));
  let fresh = planned.filter(({ entry }) => entry.verdict === 'made');
  while (fresh.length > 0) {
    const level = fresh.filter(({ entry }) => entry.parent === null || spots.has(entry.parent));
    if (level.length === 0) throw new Error('An entry lies in a folder that is not made.');
    const rows: NewRow[] = [];
    for (const one of level) {
      const around = spotOf(one.entry.parent);
      const position = await nextIn(sql, by, { around, ends });
      rows.push(rowOf(one, around, position));
      audits.push(made(by, one, around));
    }
    await addInPieces(sql, by, rows);
    const ids = await itemIds(sql, by.scope);
    for (const [index, { entry }] of level.entries()) {
      const id = ids.get(entry.itemId) ?? 0;
      numbers.set(entry.place, id);
      spots.set(entry.place, { id, itemId: entry.itemId, path: `${rows[index]?.path ?? '/'}${id}/` });
    }
    const done = new Set(level);
    fresh = fresh.filter((one) => !done.has(one));
  }
  const replaced = await changeItems(sql, by, { planned, audits });
  return { audits, sources: sourcesIn(planned, numbers), replaced };
}

async function nextIn(
  sql: Sql,
  { scope }: Importer,
  { around, ends }: { readonly around: Spot; readonly ends: Map<number, number> },
): Promise<number> {
  const last =
    ends.get(around.id) ??
    (await siblingsIn(sql, scope, around.id === 0 ? null : around.id)).at(-1)?.position ??
    -1;
  ends.set(around.id, last + 1);
  return last + 1;
}

function rowOf({ entry, content }: PlannedEntry, around: Spot, position: number): NewRow {
  const shown = content ?? { kind: 'folder' as const, title: entry.title, body: null, url: null, file: null };
  const parentId = around.id === 0 ? null : around.id;
  return { itemId: entry.itemId, ...shown, parentId, path: around.path, position };
}

function made({ scope, actor }: Importer, { entry, content }: PlannedEntry, around: Spot): AuditEntry {
  const after = { ...(content && contentFields(content)), folder: around.itemId };
  const { domainId, courseId } = scope;
  return { domainId, courseId, actor, deed: 'item-made', object: entry.itemId, after };
}

/** A statement that holds many long pages would be longer than databases take. */
const mostText = 1024 * 1024;
const mostRows = 200;

async function addInPieces(sql: Sql, { scope }: Importer, rows: readonly NewRow[]): Promise<void> {
  let piece: NewRow[] = [];
  let text = 0;
  for (const row of rows) {
    const length = row.body?.length ?? 0;
    if (piece.length > 0 && (piece.length >= mostRows || text + length > mostText)) {
      await addItems(sql, scope, piece);
      piece = [];
      text = 0;
    }
    piece.push(row);
    text += length;
  }
  if (piece.length > 0) await addItems(sql, scope, piece);
}

async function changeItems(
  sql: Sql,
  { scope, actor }: Importer,
  { planned, audits }: { readonly planned: readonly PlannedEntry[]; readonly audits: AuditEntry[] },
): Promise<readonly string[]> {
  const { domainId, courseId } = scope;
  const replaced: string[] = [];
  for (const { entry, item, content } of planned) {
    if (entry.verdict !== 'changed' || !item || !content) continue;
    await changeItem(sql, scope, { id: item.id, content });
    const states = differing(contentFields(item), contentFields(content));
    audits.push({ domainId, courseId, actor, deed: 'item-changed', object: item.itemId, ...states });
    if (item.file && item.file.hash !== content.file?.hash) replaced.push(item.file.hash);
  }
  return replaced;
}

/** What is to be remembered: of what was made, changed or is the same already. What was edited here stays so. */
function sourcesIn(
  planned: readonly PlannedEntry[],
  numbers: ReadonlyMap<number, number>,
): readonly ImportSource[] {
  return planned.flatMap(({ entry, item, content, sourceMark }) => {
    const number = numbers.get(entry.place);
    const shown = content ?? item;
    if (number === undefined || !shown || entry.reason === 'edited-here' || entry.verdict === 'kept')
      return [];
    return [{ sourceHash: sourceHash(entry.source), item: number, sourceMark, itemMark: itemMarkOf(shown) }];
  });
}
