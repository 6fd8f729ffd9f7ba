import type { EffectiveSetting } from '../../model/effectiveSetting.ts';
import { sameProtector } from '../../model/protector.ts';
import type { Door } from '../../storage/door.ts';
import { titlesOf } from '../../storage/itemTitles.ts';
import { itemsNamed, itemsNumbered } from '../../storage/treeChanges.ts';
import {
  countTree,
  launchesByItem,
  listFolders,
  listTree,
  type TreeItem,
  type TreePart,
} from '../../storage/treeStore.ts';
import { type CourseFacts, settingFacts, settingFinder } from '../deepLinks/courseFacts.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';

/** So many items are shown as one tree; of more, one folder at a time. */
const wholeTree = 50;
const week = 7 * 86_400_000;

export interface ContentsQuestion {
  /** Id of the folder that is looked into; '' for the top. */
  readonly folder: string;
  /** For `LIKE ... ESCAPE '!'`; undefined where nothing is searched for. */
  readonly pattern: string | undefined;
  readonly offset: number;
  readonly most: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface ContentsLine {
  readonly item: TreeItem;
  /** How far it is moved in. */
  readonly depth: number;
  readonly setting: EffectiveSetting;
  /** It accepts only protectors that are gone. */
  readonly isNobodys: boolean;
  /** Undefined where they were not counted. */
  readonly launches: number | undefined;
  /** The titles of its folders, where the page does not show them around it. */
  readonly folders: readonly string[];
}

export interface ContentsList {
  readonly lines: readonly ContentsLine[];
  readonly total: number;
  /** In the whole course. */
  readonly inCourse: number;
  /** `tree`: everything; `folder`: one level; `search`: what was found. */
  readonly shape: 'tree' | 'folder' | 'search';
  /** The folders that lead to the one that is shown, outermost first, itself last. */
  readonly trail: readonly { readonly itemId: string; readonly title: string }[];
  readonly facts: Omit<CourseFacts, 'tree' | 'heads'>;
  readonly titles: ReadonlyMap<number, string>;
}

/** A page of a course's contents; undefined where it has no such folder. */
export function readContents(
  door: Door,
  { course }: CourseCoordinator,
  question: ContentsQuestion,
): Promise<ContentsList | undefined> {
  return door.read(async (sql) => {
    const [folder] = question.folder === '' ? [] : await itemsNamed(sql, course, [question.folder]);
    if (question.folder !== '' && folder?.kind !== 'folder') return undefined;
    const inCourse = await countTree(sql, course, { kind: 'all' });
    const shape =
      question.pattern !== undefined ? 'search' : inCourse <= wholeTree && !folder ? 'tree' : 'folder';
    const part: TreePart =
      shape === 'search'
        ? { kind: 'search', pattern: question.pattern ?? '' }
        : shape === 'tree'
          ? { kind: 'all' }
          : { kind: 'folder', id: folder?.id ?? null };
    const total = shape === 'tree' ? inCourse : await countTree(sql, course, part);
    const rows = await listTree(sql, course, {
      part,
      offset: shape === 'tree' ? 0 : question.offset,
      most: shape === 'tree' ? wholeTree : question.most,
    });
    const items = shape === 'tree' ? inReadingOrder(rows) : rows;
    const facts = await settingFacts(sql, course);
    const above = [...new Set([...items.flatMap(({ chain }) => chain), ...idsIn(folder?.path ?? '')])];
    const titles = await titlesOf(sql, course, above);
    const trailIds = folder ? [...idsIn(folder.path), folder.id] : [];
    const known = new Map((await itemsNumbered(sql, course, trailIds)).map((one) => [one.id, one]));
    const launches = await launchesByItem(sql, course, question.now - week);
    const find = settingFinder(facts.settings);
    const gone = ({ protect }: EffectiveSetting) =>
      protect.value.kind === 'protectors' &&
      !protect.value.refs.some((ref) => facts.protectors.some((one) => sameProtector(one.ref, ref)));
    const lines = items.map((item) => {
      const setting = find(item.chain);
      return {
        item,
        depth: shape === 'tree' ? item.chain.length - 1 : 0,
        setting,
        isNobodys: gone(setting),
        launches: launches && (launches.get(item.id) ?? 0),
        folders:
          shape === 'search'
            ? item.chain
                .slice(1)
                .reverse()
                .map((id) => titles.get(id) ?? '')
            : [],
      };
    });
    const trail = trailIds.flatMap((id) => known.get(id) ?? []);
    return { lines, total, inCourse, shape, trail, facts, titles };
  });
}

function idsIn(path: string): readonly number[] {
  return path.split('/').flatMap((step) => (step === '' ? [] : [Number(step)]));
}

function inReadingOrder(items: readonly TreeItem[]): readonly TreeItem[] {
  const ordered: TreeItem[] = [];
  const list = (parent: number | null): void => {
    for (const item of items.filter(({ parentId }) => parentId === parent)) {
      ordered.push(item);
      list(item.id);
    }
  };
  list(null);
  return ordered;
}

/** A folder that items can be moved to, with the titles of those around it. */
export interface FolderChoice {
  readonly itemId: string;
  readonly title: string;
  readonly depth: number;
  readonly isInside: boolean;
}

/** The folders of a course, each before what is in it; `isInside`: one of `moving`, or below it. */
export async function readFolders(
  door: Door,
  { course }: CourseCoordinator,
  moving: readonly string[],
): Promise<readonly FolderChoice[]> {
  const folders = await door.read((sql) => listFolders(sql, course));
  const excluded = new Set(folders.filter(({ itemId }) => moving.includes(itemId)).map(({ id }) => id));
  const choices: FolderChoice[] = [];
  const list = (path: string, depth: number): void => {
    for (const folder of folders.filter((one) => one.path === path)) {
      const isInside = excluded.has(folder.id) || idsIn(folder.path).some((id) => excluded.has(id));
      choices.push({ itemId: folder.itemId, title: folder.title, depth, isInside });
      list(`${path}${folder.id}/`, depth + 1);
    }
  };
  list('/', 0);
  return choices;
}
