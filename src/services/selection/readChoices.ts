import { mayLaunch } from '../../model/mayLaunch.ts';
import { isOpen } from '../../model/period.ts';
import type { ProtectorRef } from '../../model/protector.ts';
import type { Door } from '../../storage/door.ts';
import { shortUrlsOf } from '../../storage/shortUrlStore.ts';
import { itemsNamed } from '../../storage/treeChanges.ts';
import { type ContentsLine, readContents } from '../contents/readContents.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';

export interface ChoiceQuestion {
  /** Id of the folder that is looked into; '' for the top. */
  readonly folder: string;
  /** For `LIKE ... ESCAPE '!'`; undefined where nothing is searched for. */
  readonly pattern: string | undefined;
  readonly offset: number;
  readonly most: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** By which the LMS will launch what is chosen. */
  readonly protector: ProtectorRef;
}

/** Why an item cannot be given to the LMS that asks. */
export type Unchoosable = 'other-protector' | 'no-launch' | 'link-off';

export interface ChoiceLine {
  readonly line: ContentsLine;
  readonly why: Unchoosable | undefined;
}

export interface Choices {
  readonly lines: readonly ChoiceLine[];
  readonly total: number;
  readonly trail: readonly { readonly itemId: string; readonly title: string }[];
  readonly isSearch: boolean;
  readonly isTree: boolean;
}

/** A page of a course's contents, with what keeps an item from being launched by the LMS that asks. */
export async function readChoices(
  door: Door,
  by: CourseCoordinator,
  { protector, ...question }: ChoiceQuestion,
): Promise<Choices | undefined> {
  const list = await readContents(door, by, question);
  if (!list) return undefined;
  const links = new Map(
    (await door.read((sql) => shortUrlsOf(sql, by.course))).map((link) => [link.item, link]),
  );
  return {
    lines: list.lines.map((line) => {
      const answer = mayLaunch(list.facts.settings, line.item.chain, protector);
      const link = links.get(line.item.id);
      const isOff = link !== undefined && !isOpen(link, question.now);
      const byRule =
        answer === 'ok' ? undefined : answer === 'wrong-protector' ? 'other-protector' : 'no-launch';
      return { line, why: byRule ?? (isOff ? 'link-off' : undefined) };
    }),
    total: list.total,
    trail: list.trail,
    isSearch: list.shape === 'search',
    isTree: list.shape === 'tree',
  };
}

/** Those of the items that are in this course, by their ids, with their titles. */
export function chosenItems(
  door: Door,
  { course }: CourseCoordinator,
  items: readonly string[],
): Promise<readonly { readonly itemId: string; readonly title: string }[]> {
  return door.read((sql) => itemsNamed(sql, course, items));
}
