import { sha256 } from '../../crypto/digest.ts';
import {
  addItems,
  changeItem,
  type ItemContent,
  type ItemPlace,
  itemIds,
  itemsOf,
  type KeptFile,
  type KnownItem,
} from '../../storage/contentsStore.ts';
import { addSite } from '../../storage/siteStore.ts';
import type { InCourse } from './applyParts.ts';
import { placeItems } from './applyPlaces.ts';
import type { ItemPlan } from './plan.ts';

/** An item of the course after the run, whether the file names it or not. */
export interface AppliedItem {
  readonly id: number;
  readonly itemId: string;
  readonly parentId: number | null;
}

interface Level {
  readonly parentId: number | null;
  readonly path: string;
  readonly items: readonly ItemPlan[];
}

/**
 * Makes, changes and moves the items of a course; they keep their ids. What the file does not name stays, after what it
 * names. Returns all items in the order of the contents.
 */
export async function applyContents(
  at: InCourse,
  plans: readonly ItemPlan[],
): Promise<readonly AppliedItem[]> {
  const known = await itemsOf(at.sql, at.scope);
  const byId = new Map(known.map((item) => [item.itemId, item]));
  const places = new Map<string, ItemPlace>();
  const made: KnownItem[] = [];
  await applySites(at, plans);
  let levels: readonly Level[] = [{ parentId: null, path: '/', items: plans }];
  // A level at a time: an item's path holds the ids of the folders around it.
  while (levels.length > 0) {
    const fresh: Omit<KnownItem, 'id'>[] = [];
    for (const { items, ...parent } of levels) {
      for (const [position, plan] of items.entries()) {
        const place = { ...parent, position };
        places.set(plan.id, place);
        const item = byId.get(plan.id);
        if (item) await changeKnown(at, plan, item);
        else fresh.push({ itemId: plan.id, ...contentOf(at, plan), ...place });
      }
    }
    await addItems(at.sql, at.scope, fresh);
    const ids = fresh.length === 0 ? new Map<string, number>() : await itemIds(at.sql, at.scope);
    for (const item of fresh) made.push({ ...item, id: ids.get(item.itemId) ?? 0 });
    const idOf = (itemId: string) => byId.get(itemId)?.id ?? ids.get(itemId) ?? 0;
    levels = levels.flatMap(({ path, items }) =>
      items.flatMap((plan): Level[] => {
        if (plan.kind !== 'folder' || plan.contents.length === 0) return [];
        const parentId = idOf(plan.id);
        return [{ parentId, path: `${path}${parentId}/`, items: plan.contents }];
      }),
    );
  }
  const all = await placeItems(at, { known, made, places });
  const names = new Map([...known, ...made].map(({ id, itemId }) => [id, itemId]));
  for (const plan of plansIn(plans)) recordItem(at, plan, { byId, places, names });
  return all;
}

/** All items of a file, each before what is in it. */
export function* plansIn(plans: readonly ItemPlan[]): Generator<ItemPlan> {
  for (const plan of plans) {
    yield plan;
    if (plan.kind === 'folder') yield* plansIn(plan.contents);
  }
}

async function changeKnown(at: InCourse, plan: ItemPlan, item: KnownItem): Promise<void> {
  if (plan.kind !== item.kind) {
    at.ledger.fault(plan.path, `is a ${item.kind} in the course and a ${plan.kind} here; give it another id`);
    return;
  }
  const content = contentOf(at, plan);
  if (JSON.stringify(contentFields(content)) === JSON.stringify(contentFields(item))) return;
  await changeItem(at.sql, at.scope, { id: item.id, content });
}

function contentOf(at: InCourse, plan: ItemPlan): ItemContent {
  const file = plan.kind === 'file' || plan.kind === 'site' ? at.files.get(plan.file) : undefined;
  return {
    kind: plan.kind,
    title: plan.title,
    body: plan.kind === 'page' ? plan.body : null,
    url: plan.kind === 'web' ? plan.url : null,
    file: file ? keptFile(file) : null,
  };
}

function keptFile({ hash, name, type, size }: KeptFile): KeptFile {
  return { hash, name, type, size };
}

/** What is in the archives of the sites that a file names. */
async function applySites(at: InCourse, plans: readonly ItemPlan[]): Promise<void> {
  for (const plan of plansIn(plans)) {
    const kept = plan.kind === 'site' ? at.files.get(plan.file) : undefined;
    if (kept?.site) await addSite(at.sql, kept.hash, kept.site);
  }
}

interface Before {
  readonly byId: ReadonlyMap<string, KnownItem>;
  readonly places: ReadonlyMap<string, ItemPlace>;
  readonly names: ReadonlyMap<number, string>;
}

function recordItem(at: InCourse, plan: ItemPlan, { byId, places, names }: Before): void {
  const item = byId.get(plan.id);
  const folder = (parentId: number | null | undefined) => names.get(parentId ?? 0) ?? null;
  const before = item && { ...contentFields(item), folder: folder(item.parentId) };
  const after = { ...contentFields(contentOf(at, plan)), folder: folder(places.get(plan.id)?.parentId) };
  at.ledger.record({ what: 'item', name: plan.id, where: at.where }, before, after);
}

/** A page's text by its hash: the audit trail says that it changed, and does not keep every version. */
export function contentFields({ kind, title, body, url, file }: ItemContent) {
  const text = body === null ? null : `sha256:${sha256(body).toString('hex')}`;
  const { hash = null, name = null, type = null } = file ?? {};
  return { kind, title, body: text, url, fileHash: hash, fileName: name, fileType: type };
}
