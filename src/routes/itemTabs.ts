import type { Context } from 'koa';
import type { CourseCoordinator } from '../services/rights/coordinators.ts';
import type { Desk } from './desk.ts';
import { coursePath } from './deskLines.ts';
import type { Neighbour } from './pages.ts';
import type { Tab } from './protectorTabs.ts';
import { say } from './site.ts';

/** The tabs of one item's page, each an address of its own. */
const tabs = {
  '': 'itemTabs.overview',
  edit: 'itemTabs.content',
  deeplink: 'itemTabs.deepLink',
} as const;

export type ItemTab = keyof typeof tabs;

/** `layout/tabs` shows them. */
export function itemTabs(
  ctx: Context,
  desk: Desk,
  { at, itemId, current }: { at: CourseCoordinator; itemId: string; current: ItemTab },
): readonly Tab[] {
  const { t } = say(ctx, desk.site);
  return Object.entries(tabs).map(([name, key]) => ({
    text: t(key),
    path: itemDeskPath(at, itemId, name),
    current: name === current,
  }));
}

/** The address of an item's page for coordinators, or of what lies below it. */
export function itemDeskPath(at: CourseCoordinator, itemId: string, ...rest: readonly string[]): string {
  return coursePath(at, 'contents', itemId, ...rest.filter((word) => word !== ''));
}

/** The journal of one short URL's launches. */
export function linkJournal(at: CourseCoordinator, shortId: string): string {
  return `${coursePath(at, 'journal')}?link=${shortId}`;
}

/** The way from the contents to an item, through its folders. */
export function itemCrumbs(
  ctx: Context,
  desk: Desk,
  {
    at,
    heads,
    chain,
  }: {
    readonly at: CourseCoordinator;
    readonly heads: ReadonlyMap<number, { readonly itemId: string; readonly title: string }>;
    /** Of the item itself first, then its folders outwards. */
    readonly chain: readonly number[];
  },
): readonly Neighbour[] {
  const { t } = say(ctx, desk.site);
  const around = chain.flatMap((id) => heads.get(id) ?? []).reverse();
  return [
    { title: t('desk.contents'), path: coursePath(at, 'contents') },
    ...around.map(({ itemId, title }) => ({ title, path: itemDeskPath(at, itemId) })),
  ];
}
