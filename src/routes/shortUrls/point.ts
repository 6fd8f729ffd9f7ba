import type { Context } from 'koa';
import type { MarkedLink } from '../../services/shortUrls/changeShortUrl.ts';
import type { LinkedItem } from '../../storage/linkListStore.ts';
import { readFields } from '../../web/formBody.ts';
import { likePattern, pageSize, queryWord } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import { endSessionsField, linkOfPath } from './link.ts';
import { bareLine } from './without.ts';
import { addressesOf } from './words.ts';

/** Where a short URL could lead instead; with `?to=ITEM` what that would mean. */
export async function pointPage(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const marked = await linkOfPath(ctx, here);
  const to = queryWord(ctx, 'to', 64);
  if (to === '') return showTargets(ctx, desk, { here, marked, faults: [], status: 200 });
  const target = await targetOf(here, to);
  if (!target) return showTargets(ctx, desk, { here, marked, faults: takenFault(ctx, desk), status: 422 });
  await confirmPage(ctx, desk, { here, marked, target, faults: [], status: 200 });
}

/** Only what has no short URL of its own: one each (product.md, Short URLs). */
function targetOf({ at, deeds }: Here, itemId: string): Promise<LinkedItem | undefined> {
  return deeds.target(at, itemId);
}

function takenFault(ctx: Context, desk: Desk): readonly FieldFault[] {
  return [{ field: '', text: say(ctx, desk.site).t('shortUrls.taken') }];
}

export async function point(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const marked = await linkOfPath(ctx, here);
  const { to, mark, endSessions } = await readFields(ctx, ['to', 'mark', 'endSessions'], 100);
  const target = await targetOf(here, to);
  const taken = { here, marked, faults: takenFault(ctx, desk), status: 422 };
  if (!target) return showTargets(ctx, desk, taken);
  const { shortId } = marked.link;
  const result = await deeds.point({ by: at, shortId, to: target, mark, endSessions: endSessions === 'on' });
  if (result.kind === 'missing') throw notHere();
  if (result.kind === 'taken') return showTargets(ctx, desk, taken);
  if (result.kind === 'meanwhile') {
    const faults = [{ field: '', text: say(ctx, desk.site).t('shortUrls.pointedMeanwhile') }];
    return confirmPage(ctx, desk, { here, marked: result.now, target, faults, status: 409 });
  }
  tellNext(ctx, desk.site, 'shortUrls.pointed', { title: target.title, ended: result.ended });
  seeOther(ctx, coursePath(at, 'links', shortId));
}

interface Shown {
  readonly here: Here;
  readonly marked: MarkedLink;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showTargets(ctx: Context, desk: Desk, { here, marked, faults, status }: Shown): Promise<void> {
  const { at, deeds } = here;
  const { t } = say(ctx, desk.site);
  const search = queryWord(ctx, 'q');
  const pattern = search === '' ? undefined : likePattern(search);
  const found = await deeds.targets(at, { pattern, most: pageSize + 1 });
  const title = marked.link.to?.title ?? t('shortUrls.goneItem');
  const path = coursePath(at, 'links', marked.link.shortId);
  show(ctx, desk.site, {
    view: 'shortUrls/point',
    status,
    model: {
      page: { title: t('shortUrls.pointTitle', { title }) },
      lede: t('shortUrls.pointLede'),
      desk: courseLine(ctx, desk, { at, section: 'links', crumbs: crumbsOf(ctx, desk, { here, marked }) }),
      faults,
      search: { path: `${path}/point`, label: t('shortUrls.searchItems'), value: search, filters: [] },
      targets: found.slice(0, pageSize).map((item) => bareLine(here, item, new Map())),
      hasMore: found.length > pageSize,
    },
  });
}

function crumbsOf(ctx: Context, desk: Desk, { here: { at }, marked }: Pick<Shown, 'here' | 'marked'>) {
  const { t } = say(ctx, desk.site);
  const { shortId } = marked.link;
  return [
    { title: t('shortUrls.title'), path: coursePath(at, 'links') },
    { title: shortId, path: coursePath(at, 'links', shortId) },
  ];
}

async function confirmPage(
  ctx: Context,
  desk: Desk,
  shown: Shown & { readonly target: LinkedItem },
): Promise<void> {
  const { here, marked, target, faults, status } = shown;
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { link, running, mark } = marked;
  const title = link.to?.title ?? t('shortUrls.goneItem');
  const place = { origin: await deeds.originOf(at.domain.name), domain: at.domain.name };
  const path = coursePath(at, 'links', link.shortId);
  show(ctx, desk.site, {
    view: 'shortUrls/pointConfirm',
    status,
    model: {
      page: { title: t('shortUrls.pointTitle', { title }) },
      lede: t('shortUrls.confirmLede'),
      desk: courseLine(ctx, desk, { at, section: 'links', crumbs: crumbsOf(ctx, desk, shown) }),
      faults,
      tiny: addressesOf(texts, place, { shortId: link.shortId, title }).tiny.text,
      from: title,
      to: target.title,
      toId: target.itemId,
      running,
      mark,
      endSessions: endSessionsField(texts, running, ''),
      action: `${path}/point`,
      back: path,
    },
  });
}
