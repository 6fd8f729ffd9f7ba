import type { Context } from 'koa';
import { urlFrom } from '../../model/urlFrom.ts';
import { type Beholder, type ListedHead, listItems, type OpenedItem } from '../../services/items/openItem.ts';
import { renderPage } from '../../services/items/renderPage.ts';
import { exitOf } from '../../services/launch/exit.ts';
import type { CourseLaunch, CourseVisit } from '../../services/visit/courseVisit.ts';
import type { Course } from '../../storage/courseStore.ts';
import type { Item, ItemHead, ItemStore } from '../../storage/itemStore.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { isShownInline } from '../../web/serveFile.ts';
import type { Texts } from '../../web/texts.ts';
import { kindInWords } from '../kindWords.ts';
import type { Entry, FilePage, ItemPage, Neighbour, StudentLine, ViewModels, WayBack } from '../pages.ts';
import { itemPath, type Site, say, wayBackOf } from '../site.ts';

/** One of the item views with its model. */
export type ItemPages = {
  [Name in 'items/page' | 'items/file' | 'items/web' | 'items/folder']: {
    readonly view: Name;
    readonly model: ViewModels[Name];
  };
}['items/page' | 'items/file' | 'items/web' | 'items/folder'];

interface Seen {
  readonly courseVisit: CourseVisit;
  readonly beholder: Beholder;
}

/** What the thin line above the page says. */
export function studentLine(ctx: Context, site: Site, { courseVisit, beholder }: Seen): StudentLine {
  const { course } = courseVisit;
  const { launch } = beholder;
  return {
    courseTitle: course.title,
    coursePath: `/${course.domain}/${course.course}`,
    name: beholder.displayName,
    csrf: site.csrf.token(ctx),
    launched: launch !== undefined,
    wayBack: launch && exitLink(ctx, site, { courseVisit, launch }),
  };
}

function exitLink(
  ctx: Context,
  site: Site,
  { courseVisit, launch }: { readonly courseVisit: CourseVisit; readonly launch: CourseLaunch },
): WayBack | undefined {
  const exit = exitOf(courseVisit, launch);
  if (exit.kind === 'none') return undefined;
  return exit.kind === 'address' ? exit : wayBackOf(ctx, site, launch.known);
}

export function entryOf(texts: Texts, course: Course, { head, shows, children }: ListedHead): Entry {
  return {
    title: head.title,
    path: shows === 'link' ? pathOf(course, head) : undefined,
    kind: kindInWords(texts, head),
    children: children.map((child) => entryOf(texts, course, child)),
  };
}

function pathOf({ domain, course }: Course, { itemId }: ItemHead): string {
  return itemPath({ domain, course, itemId });
}

interface Shown {
  readonly courseVisit: CourseVisit;
  readonly opened: Extract<OpenedItem, { kind: 'open' }>;
  readonly items: ItemStore;
}

/** The page of one item, as its beholder may see it. */
export async function itemModel(ctx: Context, site: Site, shown: Shown): Promise<ItemPages> {
  const { courseVisit, opened, items } = shown;
  const { item, beholder } = opened;
  const base: ItemPage = {
    page: { title: item.title },
    line: studentLine(ctx, site, { courseVisit, beholder }),
    crumbs: await crumbsOf(shown),
  };
  if (item.kind === 'folder') {
    const listed = await listItems(items, courseVisit, { folder: item, viewer: beholder.viewer });
    return {
      view: 'items/folder',
      model: { ...base, entries: listed.map((one) => entryOf(say(ctx, site), courseVisit.course, one)) },
    };
  }
  if (item.kind === 'page') {
    const sanitisedHtml = await renderPage(item.body ?? '', base.line.coursePath);
    return { view: 'items/page', model: { ...base, sanitisedHtml } };
  }
  if (item.kind === 'web') {
    const url = webAddress(item.url ?? '');
    return { view: 'items/web', model: { ...base, url: url.href, host: url.host } };
  }
  const filePath = `${pathOf(courseVisit.course, item)}/file`;
  const file = {
    filePath,
    fileName: item.file?.name ?? '',
    kind: kindInWords(say(ctx, site), item),
    shownAs: shownAs(item),
  };
  return { view: 'items/file', model: { ...base, ...file } };
}

/** @throws HttpProblem 404 for anything but http and https: a link must never be a script. */
function webAddress(text: string): URL {
  const url = urlFrom(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new HttpProblem(404, problemTexts.notFound);
}

function shownAs({ file }: Item): FilePage['shownAs'] {
  const type = file?.type ?? '';
  if (!isShownInline(type)) return 'none';
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('audio/')) return 'audio';
  if (type.startsWith('video/')) return 'video';
  // Browsers show no PDF under the sandbox that every upload is answered with (R27): it is opened or saved instead.
  return type === 'text/plain' ? 'frame' : 'none';
}

/** The folders above that this beholder may see, so that no closed title leaks through the way to an open item. */
async function crumbsOf({ courseVisit, opened, items }: Shown): Promise<readonly Neighbour[]> {
  const above = opened.item.chain.slice(1);
  if (above.length === 0) return [];
  const listed = await listItems(items, courseVisit, { folder: undefined, viewer: opened.beholder.viewer });
  const heads = new Map<number, ItemHead>();
  const collect = (entries: readonly ListedHead[]) => {
    for (const { head, shows, children } of entries) {
      if (shows === 'link') heads.set(head.id, head);
      collect(children);
    }
  };
  collect(listed);
  return [...above].reverse().flatMap((id) => {
    const head = heads.get(id);
    return head ? [{ title: head.title, path: pathOf(courseVisit.course, head) }] : [];
  });
}
