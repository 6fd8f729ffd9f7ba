import { excerptAround, folded, type MarkedText, searchedFor, withMarks } from '../../model/foldedText.ts';
import { plainText } from '../../model/plainText.ts';
import type { Door } from '../../storage/door.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import { findTexts, readTexts } from '../../storage/itemTexts.ts';
import { saidInSites } from '../../storage/siteStore.ts';
import type { CourseVisit } from '../visit/courseVisit.ts';
import { mayRead } from './book.ts';
import { allLines, type CourseTree, listItems } from './courseTree.ts';
import { fillTexts } from './fillTexts.ts';
import type { Beholder } from './openItem.ts';
import { hitIn } from './siteHits.ts';

export interface CourseSearch {
  /** As it was typed. */
  readonly query: string;
  readonly offset: number;
  readonly most: number;
}

/** One item that was found, and the place of it that says so. */
export interface Found {
  readonly head: ItemHead;
  readonly title: readonly MarkedText[];
  /** The folders around it that may be seen, outermost first. */
  readonly above: readonly ItemHead[];
  readonly excerpt: readonly MarkedText[];
  /** The file of a site that has the words, by its path in it. */
  readonly entry: string | undefined;
}

export interface FoundInCourse {
  readonly total: number;
  readonly found: readonly Found[];
}

/** In which visit, among what, and as whom it is searched. */
export interface SearchedBy {
  readonly visit: CourseVisit;
  readonly tree: CourseTree;
  readonly beholder: Beholder;
}

/**
 * Searches titles, pages, names of files and what is in sites, of what the beholder may open and finds in lists as a link. Which items these
 * are is decided first, and nothing else is looked through: no word, number or delay tells of what is closed.
 */
export async function searchCourse(
  door: Door,
  by: SearchedBy,
  { query, offset, most }: CourseSearch,
): Promise<FoundInCourse> {
  const { visit, tree, beholder } = by;
  const words = searchedFor(query);
  if (words.length === 0) return { total: 0, found: [] };
  const lines = allLines(listItems(tree, visit, { folder: undefined, viewer: beholder.viewer }));
  const open = lines.flatMap(({ head, shows }) =>
    shows === 'link' && mayRead(visit, beholder, head) ? [head] : [],
  );
  const { course } = visit;
  const isWhole = open.length === tree.heads.size;
  const ids = isWhole ? undefined : open.map(({ id }) => id);
  await completeTexts(door, by);
  const matching = await door.read((sql) => findTexts(sql, course, { words, ids }));
  const hits = titlesFirst(
    open.filter(({ id }) => matching.has(id)),
    words,
  );
  const shown = hits.slice(offset, offset + most);
  const seen = new Map(open.map((head) => [head.id, head]));
  const ofPage = shown.map(({ id }) => id);
  const { texts, sites } = await door.read(async (sql) => {
    const read = await readTexts(sql, course, ofPage);
    const hashes = [...read.values()].flatMap(({ siteHash }) => siteHash ?? []);
    return { texts: read, sites: await saidInSites(sql, hashes) };
  });
  const found = shown.map((head): Found => {
    const { body = null, fileName = null, siteHash = null } = texts.get(head.id) ?? {};
    const hit = hitIn(sites.get(siteHash ?? '') ?? [], words);
    const text = hit?.said ?? fileName ?? (body === null ? '' : plainText(body));
    return {
      head,
      title: withMarks(head.title, words),
      above: head.chain
        .slice(1)
        .reverse()
        .flatMap((id) => seen.get(id) ?? []),
      excerpt: withMarks(excerptAround(text, words), words),
      entry: hit?.path,
    };
  });
  return { total: hits.length, found };
}

/** Those whose title has all of the words come first; otherwise the order of the contents. */
function titlesFirst(heads: readonly ItemHead[], words: readonly string[]): readonly ItemHead[] {
  const inTitle = (head: ItemHead) => {
    const title = folded(head.title);
    return words.every((word) => title.includes(word));
  };
  const first = new Set(heads.filter(inTitle));
  return [...first, ...heads.filter((head) => !first.has(head))];
}

/** Courses whose items have all been seen to have a text, by the items that this was true of. */
const complete = new WeakSet<CourseTree>();

/** Before a course is searched for the first time: what an older version wrote has no text to be found by. */
async function completeTexts(door: Door, { visit, tree }: SearchedBy): Promise<void> {
  if (complete.has(tree)) return;
  await fillTexts(door, { scope: visit.course });
  complete.add(tree);
}
