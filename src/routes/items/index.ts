import type Router from '@koa/router';
import type { Context } from 'koa';
import { allLines, listItems } from '../../services/items/courseTree.ts';
import { type Beholder, openContents, openHead, openItem } from '../../services/items/openItem.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { queryWord } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import { serveFile } from '../../web/serveFile.ts';
import { askForAnotherClick, isShownInFrame, refuseClosed } from '../closed.ts';
import { keepAlive } from '../keepAlive.ts';
import { isFramable } from '../newWindow.ts';
import { frameAsLaunched, itemPath, type Site, say, show, visitOf } from '../site.ts';
import { arrive } from './arrive.ts';
import { entriesOf } from './entries.ts';
import { studentLine } from './line.ts';
import { itemModel, searchFrom } from './models.ts';
import { searchModel } from './search.ts';
import { addressOf, courseFor, type ItemRoutes, knownAnswer } from './visiting.ts';
import { showAsking, word } from './word.ts';

/** The student's side: a course's contents, its folders and resources, and the bytes of its files. */
export function mountItems(router: Router, site: Site, routes: ItemRoutes): void {
  router.get('/:domain/:course', (ctx) => contents(ctx, site, routes));
  router.get('/:domain/:course/search', (ctx) => search(ctx, site, routes));
  router.get('/:domain/:course/:item', (ctx) => item(ctx, site, routes));
  router.get('/:domain/:course/:item/word', (ctx) => word(ctx, site, routes));
  router.post('/:domain/:course/:item/word', (ctx) => word(ctx, site, routes));
  router.get('/:domain/:course/:item/file', (ctx) => file(ctx, site, routes));
}

async function contents(ctx: Context, site: Site, routes: ItemRoutes): Promise<void> {
  const visit = await visitOf(ctx, site);
  const courseVisit = await courseFor(ctx, site, { routes, visit });
  if (!courseVisit) return;
  const opened = openContents(courseVisit);
  if (opened.kind === 'closed') {
    refuseClosed(ctx, site, knownAnswer(visit, opened.answer));
    return;
  }
  const { beholder } = opened;
  if (refusedInFrame(ctx, site, beholder)) return;
  const tree = await courseVisit.reads.tree(courseVisit.course);
  const listed = listItems(tree, courseVisit, { folder: undefined, viewer: beholder.viewer });
  frameAsLaunched(ctx, beholder.launch);
  await keepAlive(site, { enter: routes.enter, visit });
  const seen = { courseVisit, beholder };
  show(ctx, site, {
    view: 'items/contents',
    model: {
      page: { title: courseVisit.course.title },
      line: studentLine(ctx, site, seen),
      entries: entriesOf(say(ctx, site), seen, listed),
      search: searchFrom(seen, { lines: allLines(listed).length, from: '' }),
    },
  });
}

async function search(ctx: Context, site: Site, routes: ItemRoutes): Promise<void> {
  const visit = await visitOf(ctx, site);
  const courseVisit = await courseFor(ctx, site, { routes, visit });
  if (!courseVisit) return;
  const tree = await courseVisit.reads.tree(courseVisit.course);
  const from = tree.byItemId.get(queryWord(ctx, 'from'));
  const opened = from && openHead(courseVisit, from, 'address');
  // From what is closed, one searches as from what is not there.
  const seenFrom = opened?.kind === 'open' ? opened : openContents(courseVisit);
  if (seenFrom.kind === 'closed') {
    refuseClosed(ctx, site, knownAnswer(visit, seenFrom.answer));
    return;
  }
  const { beholder } = seenFrom;
  if (refusedInFrame(ctx, site, beholder)) return;
  frameAsLaunched(ctx, beholder.launch);
  await keepAlive(site, { enter: routes.enter, visit });
  const around = opened?.kind === 'open' ? from : undefined;
  const model = await searchModel(ctx, site, {
    seen: { courseVisit, beholder },
    tree,
    around,
    search: routes.search,
  });
  show(ctx, site, { view: 'items/search', model });
}

async function item(ctx: Context, site: Site, routes: ItemRoutes): Promise<void> {
  const address = addressOf(ctx);
  const arrived = await arrive(ctx, site, { enter: routes.enter, visits: routes.visits, address });
  if (arrived === 'answered') return;
  const visit = arrived;
  const courseVisit = await courseFor(ctx, site, { routes, visit });
  if (!courseVisit) return;
  const opened = await openItem(routes.visits.items, courseVisit, { itemId: address.itemId, by: 'address' });
  if (opened.kind === 'closed') {
    refuseClosed(ctx, site, knownAnswer(visit, opened.answer));
    return;
  }
  if (refusedInFrame(ctx, site, opened.beholder)) return;
  if (opened.kind === 'asks') {
    await keepAlive(site, { enter: routes.enter, visit });
    showAsking(ctx, site, { courseVisit, asked: opened });
    return;
  }
  frameAsLaunched(ctx, opened.beholder.launch);
  await keepAlive(site, { enter: routes.enter, visit });
  const tree = await courseVisit.reads.tree(courseVisit.course);
  show(ctx, site, await itemModel(ctx, site, { courseVisit, opened, tree, sites: routes.sites }));
}

/**
 * A page that nobody may frame would leave a frame blank. Cookies come there all the same where the LMS is of our own
 * site.
 */
function refusedInFrame(ctx: Context, site: Site, { launch }: Beholder): boolean {
  if (!isShownInFrame(ctx) || (launch && isFramable(launch.known))) return false;
  askForAnotherClick(ctx, site, 'not-in-frames');
  return true;
}

/** The bytes of a file, under the same rule as its page, judged before ETag and Range (R27). */
async function file(ctx: Context, site: Site, routes: ItemRoutes): Promise<void> {
  const visit = await visitOf(ctx, site);
  const courseVisit = await courseFor(ctx, site, { routes, visit });
  if (!courseVisit) return;
  const opened = await openItem(routes.visits.items, courseVisit, {
    itemId: addressOf(ctx).itemId,
    by: 'address',
  });
  if (opened.kind === 'closed') {
    refuseClosed(ctx, site, knownAnswer(visit, opened.answer));
    return;
  }
  if (opened.kind === 'asks') {
    seeOther(ctx, itemPath({ ...courseVisit.course, itemId: opened.head.itemId }));
    return;
  }
  const { file: upload, kind } = opened.item;
  // The archive of a site is the author's, its files are the students'.
  if (!upload || kind !== 'file') {
    refuseClosed(ctx, site, 'not-found');
    return;
  }
  if (opened.beholder.launch) mayBeFramedBy(ctx, opened.beholder.launch.known.frameOrigins);
  await serveFile(ctx, {
    path: routes.uploadPath(upload.hash),
    name: upload.name,
    type: upload.type,
    contentHash: upload.hash,
    download: ctx.query.download !== undefined,
  });
}
