import type { Context } from 'koa';
import { readFields, readList } from '../../web/formBody.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { queryNumber } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';

/** For the items that were ticked, or for all that have none. */
export async function make(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const { all, back, done } = await readFields(ctx, ['all', 'back', 'done'], 10);
  if (all === 'on') return makeAll(ctx, desk, { here, done: /^\d{1,8}$/.test(done) ? Number(done) : 0 });
  const items = await readList(ctx, 'item');
  if (items.length === 0) {
    tellNext(ctx, desk.site, 'shortUrls.noneTicked');
    seeOther(ctx, `${coursePath(at, 'links')}?show=without`);
    return;
  }
  const count = await deeds.make(at, items);
  tellNext(ctx, desk.site, 'shortUrls.made', { count });
  const [only] = items;
  if (back !== 'item' || only === undefined) seeOther(ctx, coursePath(at, 'links'));
  // It goes into an address, so it must be one of ours.
  else if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(only)) throw new HttpProblem(400, problemTexts.badForm);
  else seeOther(ctx, itemDeskPath(at, only));
}

/** As far as it comes; for the rest there is a page that goes on, and loses nothing where it does not. */
async function makeAll(
  ctx: Context,
  desk: Desk,
  { here, done }: { here: Here; done: number },
): Promise<void> {
  const { at, deeds } = here;
  const { made, left } = await deeds.makeAll(at);
  const count = done + made;
  if (left > 0) return seeOther(ctx, `${coursePath(at, 'links', 'make')}?done=${count}`);
  tellNext(ctx, desk.site, 'shortUrls.made', { count });
  seeOther(ctx, coursePath(at, 'links'));
}

/** How far it is, and the form that goes on; the page's script sends it, or somebody presses the button. */
export async function goOn(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const { t } = say(ctx, desk.site);
  const { total: left } = await deeds.without(at, { pattern: undefined, offset: 0, most: 1 });
  const links = { title: t('shortUrls.title'), path: coursePath(at, 'links') };
  if (left === 0) return seeOther(ctx, links.path);
  const done = queryNumber(ctx, 'done') ?? 0;
  show(ctx, desk.site, {
    view: 'shortUrls/make',
    model: {
      page: { title: t('shortUrls.makingTitle') },
      lede: t('shortUrls.makingLede'),
      desk: courseLine(ctx, desk, { at, section: 'links', crumbs: [links] }),
      done,
      left,
      // Whoever comes here by an address of old has not asked for more.
      goesOn: done > 0,
      back: links,
    },
  });
}
