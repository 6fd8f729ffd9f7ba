import type { Context } from 'koa';
import { placeStates } from '../../model/lmsPlace.ts';
import { daysOfPlaces, type LinkPlaces } from '../../services/shortUrls/linkPlaces.ts';
import type { ListedPlace } from '../../storage/placePageStore.ts';
import { readFields } from '../../web/formBody.ts';
import { likePattern, offsetOf, pageSize, pagesOf, queryWord, readListing } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import { timeText } from '../../web/time.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { tellNext } from '../notices.ts';
import { fullDay } from '../plots.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import { linkTabs } from './linkTabs.ts';
import {
  checkFields,
  deedFrom,
  type Filled,
  faultsInWords,
  type PlaceValues,
  placeFields,
  typedFields,
} from './placeForm.ts';
import type { PlaceLine } from './placePages.ts';

/** From which places in the LMS a short URL may be launched: approved ones, and those that launches show. */
export async function placesPage(ctx: Context, desk: Desk, here: Here): Promise<void> {
  await showPlaces(ctx, desk, { here, values: undefined, faults: [], status: 200 });
}

export async function changePlaces(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const values: PlaceValues = await readFields(ctx, placeFields, 2_000);
  const { id: shortId = '' } = ctx.params as { id?: string };
  const texts = say(ctx, desk.site);
  const result = await deeds.changePlaces({ by: at, shortId, mark: values.mark, deed: deedFrom(values) });
  if (result.kind === 'missing') throw notHere();
  if (result.kind === 'meanwhile') {
    const faults = [{ field: '', text: texts.t('linkPlaces.meanwhile') }];
    return showPlaces(ctx, desk, { here, values, faults, status: 409 });
  }
  if (result.kind === 'refused') {
    const faults = faultsInWords(texts, result.faults);
    return showPlaces(ctx, desk, { here, values, faults, status: 422 });
  }
  const done = values.deed === 'check' ? 'linkPlaces.checkChosen' : 'linkPlaces.wasApproved';
  tellNext(ctx, desk.site, result.kind === 'unchanged' ? 'linkPlaces.unchanged' : done);
  seeOther(ctx, coursePath(at, 'links', shortId, 'places'));
}

interface Shown extends Filled {
  readonly here: Here;
  readonly status: number;
}

async function showPlaces(ctx: Context, desk: Desk, { here, values, faults, status }: Shown): Promise<void> {
  const { at, deeds } = here;
  const { id: shortId = '' } = ctx.params as { id?: string };
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const listing = readListing(ctx);
  const state = placeStates.find((one) => one === queryWord(ctx, 'state', 10));
  const pattern = listing.search === '' ? undefined : likePattern(listing.search);
  const question = { shortId, pattern, state, offset: offsetOf(listing), most: pageSize };
  const found = await deeds.readPlaces(at, question);
  if (!found) throw notHere();
  const { link, mark, places, total, protectors } = found;
  const title = link.to?.title ?? t('shortUrls.goneItem');
  const options = [
    { value: '', text: t('linkPlaces.anyState') },
    ...placeStates.map((one) => ({ value: one, text: t(`placeState.${one}`) })),
  ];
  const filter = { name: 'state', label: t('linkPlaces.state'), value: state ?? '', options };
  show(ctx, desk.site, {
    view: 'shortUrls/places',
    status,
    model: {
      page: { title: t('linkPlaces.title', { title }) },
      lede: t('linkPlaces.lede'),
      desk: courseLine(ctx, desk, {
        at,
        section: 'links',
        crumbs: [{ title: t('shortUrls.title'), path: coursePath(at, 'links') }],
      }),
      tabs: linkTabs(texts, at, { shortId, current: 'places' }),
      faults,
      mark,
      search: { path: ctx.path, label: t('linkPlaces.search'), value: listing.search, filters: [filter] },
      pages: pagesOf(ctx, listing, total),
      places: places.map((place) => lineOf(ctx, desk, { here, place, shortId })),
      isSearched: pattern !== undefined || state !== undefined,
      hasProtector: protectors.length > 0,
      protectorsPath: coursePath(at, 'protectors'),
      typed: typedFields(texts, found, { values, faults }),
      check: checkFields(texts, found, { values, faults }),
      wouldHave: wouldHave(texts, found),
    },
  });
}

interface Listed {
  readonly here: Here;
  readonly place: ListedPlace;
  readonly shortId: string;
}

function lineOf(ctx: Context, desk: Desk, { here: { at }, place, shortId }: Listed): PlaceLine {
  const { t, lang } = say(ctx, desk.site);
  const { id, isCovered, protector, contextId, resourceLinkId = '', lastAt, ...counts } = place;
  const { level, number, name } = protector;
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang };
  const state = id !== undefined ? 'approved' : isCovered ? 'covered' : 'new';
  return {
    title: counts.title,
    context: contextId,
    resource: resourceLinkId,
    protector: `${level}:${number}`,
    protectorName: name,
    owner: t(level === 'domain' ? 'linkPlaces.ownerDomain' : 'linkPlaces.ownerCourse'),
    launches: counts.launches,
    refused: counts.refused,
    last: lastAt === undefined ? undefined : timeText(lastAt, setting),
    state,
    stateText: t(`placeState.${state}`),
    removePath: id === undefined ? '' : coursePath(at, 'links', shortId, 'places', String(id), 'remove'),
  };
}

/** Shown above the choice: nobody is to find out by the first refusal. */
function wouldHave(texts: Texts, { weeks, since }: LinkPlaces): readonly string[] {
  const { t } = texts;
  const { good, wouldRefuse, unnamed, rest } = weeks;
  return [
    t('linkPlaces.wouldHave', { good, count: wouldRefuse, days: daysOfPlaces }),
    ...(unnamed > 0 ? [t('linkPlaces.unnamed', { count: unnamed })] : []),
    ...(rest > 0 ? [t('linkPlaces.rest', { count: rest })] : []),
    ...(since === undefined ? [] : [t('linkPlaces.since', { day: fullDay(since, texts) })]),
  ];
}
