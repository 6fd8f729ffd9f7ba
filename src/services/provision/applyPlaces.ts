import { type ItemPlace, type KnownItem, moveItem } from '../../storage/contentsStore.ts';
import type { AppliedItem } from './applyContents.ts';
import type { InCourse } from './applyParts.ts';
import { childrenOf, inReadingOrder } from './applyTree.ts';

/** As the reader allows, so that a path fits its column. */
const deepestFolder = 20;

interface Placed extends AppliedItem {
  /** Where it stands in the database now. */
  readonly stored: ItemPlace;
  /** Position in the file among its siblings; undefined for what the file does not name. */
  readonly planned: number | undefined;
}

/**
 * Puts every item of the course where it belongs: those of the file as it says, the others where they were, after them.
 * The items below a folder that moved come along.
 */
export async function placeItems(
  at: InCourse,
  items: {
    readonly known: readonly KnownItem[];
    readonly made: readonly KnownItem[];
    readonly places: ReadonlyMap<string, ItemPlace>;
  },
): Promise<readonly AppliedItem[]> {
  const all = [...items.known, ...items.made].map((item): Placed => {
    const place = items.places.get(item.itemId);
    const { id, itemId } = item;
    return { id, itemId, parentId: (place ?? item).parentId, stored: item, planned: place?.position };
  });
  const ordered = [...all.filter(isPlanned).sort(byPlan), ...all.filter((item) => !isPlanned(item))];
  recordOrder(at, items.known, ordered);
  const above = new Map(ordered.map(({ id, parentId }) => [id, parentId]));
  for (const [parentId, siblings] of childrenOf(ordered)) await renumber(at, { parentId, siblings, above });
  return inReadingOrder(ordered);
}

function isPlanned({ planned }: Placed): boolean {
  return planned !== undefined;
}

function byPlan(one: Placed, other: Placed): number {
  return (one.planned ?? 0) - (other.planned ?? 0);
}

interface Siblings {
  readonly parentId: number | null;
  readonly siblings: readonly Placed[];
  readonly above: ReadonlyMap<number, number | null>;
}

async function renumber(at: InCourse, { parentId, siblings, above }: Siblings): Promise<void> {
  const path = pathTo(parentId, above);
  if (path.split('/').length - 2 > deepestFolder) {
    at.ledger.fault(
      [...at.coursePath, 'contents'],
      `would put items into more than ${deepestFolder} folders, with those that the course has already`,
    );
    return;
  }
  // Positions that lie in the right order stay, so that a file about one item does not rewrite its neighbours.
  const isSorted = siblings.every(({ stored }, place) => {
    const before = siblings[place - 1];
    return stored.parentId === parentId && (!before || before.stored.position < stored.position);
  });
  for (const [place, { id, stored }] of siblings.entries()) {
    const position = isSorted ? stored.position : place;
    if (stored.parentId === parentId && stored.path === path && stored.position === position) continue;
    await moveItem(at.sql, at.scope, { id, place: { parentId, path, position } });
  }
}

/** `above` knows the folder around every item; it is bounded, because a circle in the database must not hang the run. */
function pathTo(folder: number | null, above: ReadonlyMap<number, number | null>): string {
  const steps: number[] = [];
  for (
    let step = folder;
    step !== null && steps.length <= 2 * deepestFolder;
    step = above.get(step) ?? null
  ) {
    steps.unshift(step);
  }
  return steps.length === 0 ? '/' : `/${steps.join('/')}/`;
}

/** Items that stayed in their folder and now follow each other differently. */
function recordOrder(at: InCourse, known: readonly KnownItem[], ordered: readonly Placed[]): void {
  const now = childrenOf(ordered);
  const names = new Map(ordered.map(({ id, itemId }) => [id, itemId]));
  for (const [folder, before] of childrenOf(known)) {
    const after = now.get(folder) ?? [];
    const still = new Set(after.map(({ id }) => id));
    const had = new Set(before.map(({ id }) => id));
    const stayed = before.filter(({ id }) => still.has(id)).map(({ itemId }) => itemId);
    const order = after.filter(({ id }) => had.has(id)).map(({ itemId }) => itemId);
    if (JSON.stringify(stayed) === JSON.stringify(order)) continue;
    const name = folder === null ? 'contents' : (names.get(folder) ?? 'contents');
    at.ledger.record({ what: 'order', name, where: at.where }, { items: stayed }, { items: order });
  }
}
