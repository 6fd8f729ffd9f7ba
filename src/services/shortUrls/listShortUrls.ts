import type { EffectiveSetting } from '../../model/effectiveSetting.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { titlesOf } from '../../storage/itemTitles.ts';
import { lastLaunches } from '../../storage/linkLaunchStore.ts';
import {
  countBareItems,
  countLinks,
  type LinkedItem,
  type LinkQuestion,
  type ListedLink,
  listBareItems,
  listLinks,
} from '../../storage/linkListStore.ts';
import { type CourseFacts, settingFacts, settingFinder } from '../deepLinks/courseFacts.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';

/** One line of the list of short URLs. */
export interface ShortUrlLine {
  readonly link: ListedLink;
  /** Undefined where the item is gone. */
  readonly setting: EffectiveSetting | undefined;
  /** Epoch milliseconds. */
  readonly lastLaunch: number | undefined;
}

export interface ShortUrlList {
  readonly lines: readonly ShortUrlLine[];
  /** That match the question. */
  readonly total: number;
  readonly protectors: CourseFacts['protectors'];
  /** Titles of the folders around the items. */
  readonly titles: ReadonlyMap<number, string>;
}

/** A page of the course's short URLs. */
export function listShortUrls(
  door: Door,
  { course }: CourseCoordinator,
  question: LinkQuestion,
): Promise<ShortUrlList> {
  return door.read(async (sql) => {
    const total = await countLinks(sql, course, question);
    return { total, ...(await linesOf(sql, course, question)) };
  });
}

const atOnce = 500;

/** All of them in pieces that other requests are let in between. */
export async function* allShortUrls(
  door: Door,
  { course }: CourseCoordinator,
  question: LinkQuestion,
): AsyncGenerator<Omit<ShortUrlList, 'total'>> {
  for (let offset = 0; ; offset += atOnce) {
    const piece = await door.read((sql) => linesOf(sql, course, { ...question, offset, most: atOnce }));
    if (piece.lines.length > 0) yield piece;
    if (piece.lines.length < atOnce) return;
  }
}

async function linesOf(
  sql: Sql,
  scope: CourseScope,
  question: LinkQuestion,
): Promise<Omit<ShortUrlList, 'total'>> {
  const links = await listLinks(sql, scope, question);
  const near = [...new Set(links.flatMap(({ to }) => to?.chain ?? []))];
  const { settings, protectors } = await settingFacts(sql, scope, near);
  const find = settingFinder(settings);
  const last = await lastLaunches(
    sql,
    links.map(({ id }) => id),
  );
  const folders = links.flatMap(({ to }) => to?.chain.slice(1) ?? []);
  return {
    lines: links.map((link) => ({
      link,
      setting: link.to && find(link.to.chain),
      lastLaunch: last.get(link.id),
    })),
    protectors,
    titles: await titlesOf(sql, scope, [...new Set(folders)]),
  };
}

export interface BareItems {
  readonly items: readonly LinkedItem[];
  readonly total: number;
  readonly titles: ReadonlyMap<number, string>;
}

/** A page of the items that have no short URL. */
export function listWithout(
  door: Door,
  { course }: CourseCoordinator,
  question: Pick<LinkQuestion, 'pattern' | 'offset' | 'most'>,
): Promise<BareItems> {
  return door.read(async (sql) => {
    const items = await listBareItems(sql, course, question);
    const folders = items.flatMap(({ chain }) => chain.slice(1));
    return {
      items,
      total: await countBareItems(sql, course, question.pattern),
      titles: await titlesOf(sql, course, [...new Set(folders)]),
    };
  });
}
