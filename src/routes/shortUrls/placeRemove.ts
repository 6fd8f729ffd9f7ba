import type { Context } from 'koa';
import { daysOfPlaces, type PlaceToRemove } from '../../services/shortUrls/linkPlaces.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';

/** What follows if an approved place is taken away. */
export async function removePage(ctx: Context, desk: Desk, here: Here): Promise<void> {
  await showRemoving(ctx, desk, { here, faults: [], status: 200 });
}

export async function removePlace(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const { shortId, place } = placeOf(ctx);
  const { mark } = await readFields(ctx, ['mark'], 100);
  const result = await deeds.changePlaces({ by: at, shortId, mark, deed: { kind: 'remove', place } });
  if (result.kind === 'meanwhile') {
    const faults = [{ field: '', text: say(ctx, desk.site).t('linkPlaces.meanwhile') }];
    return showRemoving(ctx, desk, { here, faults, status: 409 });
  }
  if (result.kind !== 'changed') throw notHere();
  tellNext(ctx, desk.site, 'linkPlaces.wasRemoved');
  seeOther(ctx, coursePath(at, 'links', shortId, 'places'));
}

/** @throws HttpProblem 404 for what is no number of a place */
function placeOf(ctx: Context): { readonly shortId: string; readonly place: number } {
  const { id: shortId = '', place = '' } = ctx.params as { id?: string; place?: string };
  if (!/^[1-9]\d{0,9}$/.test(place)) throw notHere();
  return { shortId, place: Number(place) };
}

interface Shown {
  readonly here: Here;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showRemoving(ctx: Context, desk: Desk, { here, faults, status }: Shown): Promise<void> {
  const { at, deeds } = here;
  const which = placeOf(ctx);
  const found = await deeds.readPlace(at, which);
  if (!found) throw notHere();
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { link, place, protector, mark, isLast } = found;
  const title = link.to?.title ?? t('shortUrls.goneItem');
  const back = coursePath(at, 'links', which.shortId, 'places');
  show(ctx, desk.site, {
    view: 'shortUrls/placeRemove',
    status,
    model: {
      page: { title: t('linkPlaces.removeTitle') },
      lede: t('linkPlaces.removeLede', { title }),
      desk: courseLine(ctx, desk, {
        at,
        section: 'links',
        crumbs: [
          { title: t('shortUrls.title'), path: coursePath(at, 'links') },
          { title: t('linkPlaces.title', { title }), path: back },
        ],
      }),
      faults,
      mark,
      context: place.contextId,
      resource: place.resourceLinkId ?? '',
      protectorName: protector?.name ?? '',
      follows: followsOf(texts, found),
      isGrave: link.placeCheck === 'enforce' && (isLast !== undefined || found.launches > 0),
      back,
    },
  });
}

function followsOf({ t }: Texts, { link, launches, isLast, protector }: PlaceToRemove): readonly string[] {
  const follows = [
    t(`placeRemoval.${link.placeCheck}`),
    t('linkPlaces.removeLaunches', { count: launches, days: daysOfPlaces }),
  ];
  if (link.placeCheck !== 'enforce' || isLast === undefined) return follows;
  const last = isLast === 'of-link' ? 'linkPlaces.lastOfLink' : 'linkPlaces.lastOfProtector';
  return [...follows, t(last, { name: protector?.name ?? '' })];
}
