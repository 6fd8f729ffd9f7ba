import { sha256 } from '../../crypto/digest.ts';
import type { Door } from '../../storage/door.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import type { LinkQuestion } from '../../storage/linkListStore.ts';
import { readCourseFacts } from '../deepLinks/courseFacts.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { allShortUrls } from './listShortUrls.ts';

/** One step of the way through a cartridge's organisation. Identifiers are the same each time. */
export type OutlineStep =
  | { readonly kind: 'open'; readonly id: string; readonly title: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'link'; readonly id: string; readonly title: string; readonly shortId: string };

export interface CartridgeOutline {
  /** Of the cartridge itself. */
  readonly id: string;
  readonly steps: readonly OutlineStep[];
  readonly links: number;
}

/** The chosen short URLs in the order of the contents, within the folders that lead to them. Those of gone items are left out. */
export async function cartridgeOutline(
  door: Door,
  by: CourseCoordinator,
  question: LinkQuestion,
): Promise<CartridgeOutline> {
  const chosen = new Map<number, string>();
  for await (const { lines } of allShortUrls(door, by, question)) {
    for (const { link } of lines) if (link.to) chosen.set(link.item, link.shortId);
  }
  const { tree } = await readCourseFacts(door, by.course);
  const { domain, course } = by.course;
  return {
    id: identifier('C', [domain, course]),
    steps: stepsOf(tree, chosen, (kind, name) =>
      kind === 'L' ? identifier(kind, [domain, name]) : identifier(kind, [domain, course, name]),
    ),
    links: chosen.size,
  };
}

/** Begins with a letter, as XML wants it, and says nothing but which thing it is: a second import then finds the first. */
function identifier(kind: 'C' | 'F' | 'L', names: readonly string[]): string {
  return kind + sha256(JSON.stringify(names)).toString('hex').slice(0, 31);
}

type Identify = (kind: 'F' | 'L', name: string) => string;

function stepsOf(
  tree: readonly ItemHead[],
  chosen: ReadonlyMap<number, string>,
  identify: Identify,
): readonly OutlineStep[] {
  const leading = new Set(tree.flatMap(({ id, chain }) => (chosen.has(id) ? chain.slice(1) : [])));
  const steps: OutlineStep[] = [];
  const open: number[] = [];
  for (const { id, itemId, title, parentId } of tree) {
    const shortId = chosen.get(id);
    if (shortId === undefined && !leading.has(id)) continue;
    while (open.length > 0 && open.at(-1) !== parentId) {
      open.pop();
      steps.push({ kind: 'close' });
    }
    if (leading.has(id)) {
      open.push(id);
      steps.push({ kind: 'open', id: identify('F', itemId), title });
    }
    if (shortId !== undefined) steps.push({ kind: 'link', id: identify('L', shortId), title, shortId });
  }
  return [...steps, ...open.map((): OutlineStep => ({ kind: 'close' }))];
}
