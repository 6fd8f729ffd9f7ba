import { checkDeepLink } from './checkDeepLink.ts';
import { OnceOnly } from './checkNames.ts';
import { type FilePath, oneOf, type Report, within } from './faults.ts';
import { fieldOf, listIn, textIn } from './rawTree.ts';

export const itemKinds = ['folder', 'page', 'file', 'site', 'web'] as const;
export type ItemKind = (typeof itemKinds)[number];

/** What each kind brings along, and no other kind has. */
const companion = { folder: 'contents', page: 'body', file: 'path', site: 'path', web: 'url' } as const;

const deepestFolder = 20;

interface Level {
  /** How many folders are around the items. */
  readonly depth: number;
  readonly ids: Set<string>;
  readonly once: OnceOnly;
}

/** Every item is one thing, with what belongs to it, under an id of its own. Returns all ids. */
export function checkContents(course: unknown, report: Report): ReadonlySet<string> {
  const ids = new Set<string>();
  const once = new OnceOnly('a second item with this id in the course');
  checkLevel(course, { depth: 0, ids, once }, report);
  return ids;
}

function checkLevel(owner: unknown, level: Level, report: Report): void {
  for (const [position, item] of listIn(owner, 'contents').entries()) {
    const here = within(report, 'contents', position);
    const id = textIn(item, 'id');
    level.once.add(id, within(here, 'id'));
    if (id !== undefined) level.ids.add(id);
    checkKind(item, here);
    checkDeepLink(item, here);
    if (fieldOf(item, 'contents') === undefined) continue;
    if (level.depth + 1 > deepestFolder) here([], `folders can be ${deepestFolder} deep, this one is deeper`);
    else checkLevel(item, { ...level, depth: level.depth + 1 }, here);
  }
}

function checkKind(item: unknown, report: Report): void {
  const kinds = itemKinds.filter((kind) => fieldOf(item, kind) !== undefined);
  const [kind, ...more] = kinds;
  if (kind === undefined) {
    report([], `does not say what it is; give it ${oneOf(itemKinds)} with a title`);
    return;
  }
  if (more.length > 0) report([], `is ${kinds.join(' and ')} at once; an item is one of ${oneOf(itemKinds)}`);
  let reported = '';
  for (const each of itemKinds) {
    const key = companion[each];
    const given = fieldOf(item, key) !== undefined;
    const isOurs = kinds.some((one) => companion[one] === key);
    if (given && !isOurs && key !== reported) {
      report([key], `belongs to a ${each}, and this is a ${kind}`);
      reported = key;
    }
    if (!given && kinds.includes(each) && each !== 'folder') report([], `this ${each} lacks '${key}'`);
  }
}

/** Every `path:` of the file, with the place where it stands. */
export function* pathsIn(file: unknown): Generator<{ path: string; at: FilePath }> {
  for (const [first, domain] of listIn(file, 'domains').entries()) {
    for (const [second, course] of listIn(domain, 'courses').entries()) {
      yield* pathsBelow(course, ['domains', first, 'courses', second]);
    }
  }
}

function* pathsBelow(owner: unknown, at: FilePath): Generator<{ path: string; at: FilePath }> {
  for (const [position, item] of listIn(owner, 'contents').entries()) {
    const here = [...at, 'contents', position];
    const path = textIn(item, 'path');
    if (path !== undefined) yield { path, at: [...here, 'path'] };
    yield* pathsBelow(item, here);
  }
}
