import { sha256 } from '../../crypto/digest.ts';
import { fileType } from '../../model/fileType.ts';
import type { ItemContent, KnownItem } from '../../storage/contentsStore.ts';
import type { ImportEntry } from '../../storage/importEntryStore.ts';
import { deepestFolder, depthOf } from '../contents/moveItems.ts';
import type { StagedEntry } from './entriesOf.ts';
import { ByPath, placesMeant } from './hrefs.ts';
import { ItemNames } from './itemNames.ts';
import { withLinks } from './pageLinks.ts';

/** What became of an entry the last time, and what its item is now. */
export interface KnownSource {
  readonly item: KnownItem;
  readonly sourceMark: string;
  readonly itemMark: string;
}

export interface PlanParts {
  readonly entries: readonly StagedEntry[];
  /** How many folders lie around what is put in at the top of the archive. */
  readonly depth: number;
  /** By `sourceHash`. */
  readonly known: ReadonlyMap<string, KnownSource>;
  /** Ids that items of the course have or had. */
  readonly taken: Iterable<string>;
  /** Text of a page by its hash. */
  readonly textOf: (hash: string) => string;
}

/** One entry with all that is done for it. */
export interface PlannedEntry {
  readonly entry: ImportEntry;
  /** The item that it became before. */
  readonly item: KnownItem | undefined;
  /** Undefined for what is left out or stays as it is. */
  readonly content: ItemContent | undefined;
  readonly sourceMark: string;
}

/** What becomes of each entry. Says the same whenever it is asked about the same. */
export function planImport(parts: PlanParts): readonly PlannedEntry[] {
  const names = new ItemNames(parts.taken);
  const placed = placeEntries(parts, names);
  const byPath = new ByPath<Placed>();
  for (const one of placed) if (one.why === '' && one.entry.path !== '') byPath.add(one.entry.path, one);
  return placed.map((one) => planned(one, { parts, byPath }));
}

interface Placed {
  readonly entry: StagedEntry;
  readonly known: KnownSource | undefined;
  /** How many folders lie around it. */
  readonly depth: number;
  /** Why it is left out; '' where it is not. */
  readonly why: string;
  readonly itemId: string;
}

function placeEntries({ entries, depth, known }: PlanParts, names: ItemNames): readonly Placed[] {
  const placed: Placed[] = [];
  for (const entry of entries) {
    const around = entry.parent === null ? undefined : placed[entry.parent];
    const before = known.get(sourceHash(entry.source));
    const own = before ? depthOf(before.item.path) : around ? around.depth + 1 : depth;
    const why =
      entry.kind === ''
        ? entry.reason
        : around && around.why !== ''
          ? 'around-it'
          : before === undefined && own > deepestFolder
            ? 'too-deep'
            : '';
    const itemId = why === '' ? (before?.item.itemId ?? names.next(entry.stem)) : '';
    placed.push({ entry, known: before, depth: own, why, itemId });
  }
  return placed;
}

function planned(
  one: Placed,
  { parts, byPath }: { readonly parts: PlanParts; readonly byPath: ByPath<Placed> },
): PlannedEntry {
  const { entry, known, why, itemId } = one;
  const sourceMark = sourceMarkOf(entry);
  const item = known?.item;
  if (why !== '') {
    const isWhole = entry.kind === '';
    const left = {
      ...entry,
      verdict: 'left-out',
      reason: why,
      detail: isWhole ? entry.detail : '',
      itemId: '',
    } as const;
    return { entry: left, item: undefined, content: undefined, sourceMark };
  }
  const { content, dead } = contentOf(entry, { parts, byPath });
  const noted = dead > 0 && entry.reason === '' ? { reason: 'dead-links', detail: String(dead) } : {};
  const as = (verdict: ImportEntry['verdict'], note: Partial<ImportEntry> = noted): PlannedEntry => ({
    entry: { ...entry, verdict, itemId, ...note },
    item,
    content: verdict === 'made' || verdict === 'changed' ? content : undefined,
    sourceMark,
  });
  if (!known) return as('made');
  if (known.item.kind !== content.kind) return as('kept', { reason: 'other-kind', detail: '' });
  const now = itemMarkOf(known.item);
  if (now === itemMarkOf(content)) return as('same');
  if (now === known.itemMark) return as('changed');
  if (known.sourceMark === sourceMark) return as('same', { reason: 'edited-here', detail: '' });
  return as('kept', { reason: 'edited-here', detail: '' });
}

function contentOf(
  entry: StagedEntry,
  { parts, byPath }: { readonly parts: PlanParts; readonly byPath: ByPath<Placed> },
): { readonly content: ItemContent; readonly dead: number } {
  const { kind, title, url, hash, size, fileName } = entry;
  const plain = { kind: kind === '' ? ('folder' as const) : kind, title, body: null, url: null, file: null };
  if (kind === 'web') return { content: { ...plain, url }, dead: 0 };
  if (kind === 'file' && hash !== null && size !== null) {
    const name = fileName ?? 'file';
    return { content: { ...plain, file: { hash, name, type: fileType(name), size } }, dead: 0 };
  }
  if (kind !== 'page' || hash === null) return { content: plain, dead: 0 };
  let dead = 0;
  const body = withLinks(parts.textOf(hash), (link) => {
    const meant = placesMeant(link, entry.path);
    if (meant.length === 0) return undefined;
    const found = meant.map((place) => byPath.find(place)).find((target) => target !== undefined);
    if (!found) dead += 1;
    return found && `item:${found.itemId}`;
  });
  return { content: { ...plain, body }, dead };
}

/** Under which it is remembered what an entry became. */
export function sourceHash(source: string): string {
  return sha256(source).toString('hex');
}

function sourceMarkOf({ kind, title, url, hash }: StagedEntry): string {
  return sha256(JSON.stringify([kind, title, url, hash])).toString('hex');
}

/** What an item shows, as a mark. */
export function itemMarkOf({ kind, title, body, url, file }: ItemContent): string {
  return sha256(JSON.stringify([kind, title, body, url, file?.hash, file?.name])).toString('hex');
}
