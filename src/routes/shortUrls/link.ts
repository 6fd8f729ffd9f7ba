import type { Context } from 'koa';
import { dayIn, isDay } from '../../model/days.ts';
import { endingSecond, startingSecond } from '../../services/provision/plannedTime.ts';
import type { LinkPeriod, MarkedLink } from '../../services/shortUrls/changeShortUrl.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { type Field, type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';
import { itemDeskPath, linkJournal } from '../itemTabs.ts';
import { launchPlots } from '../launchPlots.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import { linkTabs } from './linkTabs.ts';
import { addressesOf, stateOf } from './words.ts';

const names = ['enabled', 'from', 'until', 'endSessions', 'mark'] as const;
type Values = Readonly<Record<(typeof names)[number], string>>;

/** One short URL of the course, or nothing. */
export async function linkOfPath(ctx: Context, { at, deeds }: Here): Promise<MarkedLink> {
  const { id = '' } = ctx.params as { id?: string };
  const found = await deeds.read(at, id);
  if (!found) throw notHere();
  return found;
}

/** What the form shows of a short URL; days in the domain's time zone, the last one included. */
function valuesOf({ link, mark }: MarkedLink, zone: string): Values {
  return {
    enabled: link.enabled ? 'on' : '',
    from: link.validFrom === null ? '' : dayIn(zone, link.validFrom * 1000),
    until: link.validUntil === null ? '' : dayIn(zone, link.validUntil * 1000 - 1),
    endSessions: '',
    mark,
  };
}

export async function linkPage(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const marked = await linkOfPath(ctx, here);
  const values = valuesOf(marked, here.at.domain.timeZone);
  await showLink(ctx, desk, { here, marked, values, faults: [], status: 200 });
}

export async function changeLink(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const marked = await linkOfPath(ctx, here);
  const values: Values = await readFields(ctx, names, 100);
  const texts = say(ctx, desk.site);
  const zone = at.domain.timeZone;
  const faults = faultsOf(values, texts);
  if (faults.length > 0) return showLink(ctx, desk, { here, marked, values, faults, status: 422 });
  const { shortId } = marked.link;
  const period = periodFrom(values, marked, zone);
  const endSessions = values.endSessions === 'on';
  const result = await deeds.change({ by: at, shortId, mark: values.mark, period, endSessions });
  if (result.kind === 'missing') throw notHere();
  if (result.kind === 'meanwhile') {
    const there = valuesOf(result.now, zone);
    const typed = { ...values, mark: result.now.mark };
    const meanwhile = { here, marked: result.now, values: typed };
    return showLink(ctx, desk, { ...meanwhile, faults: differences(typed, there, texts), status: 409 });
  }
  const notice = result.kind === 'unchanged' ? 'shortUrls.unchanged' : 'shortUrls.saved';
  tellNext(ctx, desk.site, notice, { ended: result.ended });
  seeOther(ctx, coursePath(at, 'links', shortId));
}

function faultsOf(values: Values, { t }: Texts): readonly FieldFault[] {
  const faults: FieldFault[] = [];
  for (const field of ['from', 'until'] as const) {
    if (values[field] !== '' && !isDay(values[field])) faults.push({ field, text: t('shortUrls.badDay') });
  }
  if (faults.length === 0 && values.from !== '' && values.until !== '' && values.until < values.from)
    faults.push({ field: 'until', text: t('shortUrls.endsBefore') });
  return faults;
}

/** A day that is still as the form showed it leaves the moment that is kept, which may be within that day. */
function periodFrom(values: Values, marked: MarkedLink, zone: string): LinkPeriod {
  const shown = valuesOf(marked, zone);
  const { link } = marked;
  const from = values.from === '' ? null : startingSecond({ kind: 'day', day: values.from }, zone);
  const until = values.until === '' ? null : endingSecond({ kind: 'day', day: values.until }, zone);
  return {
    enabled: values.enabled === 'on',
    validFrom: values.from === shown.from ? link.validFrom : from,
    validUntil: values.until === shown.until ? link.validUntil : until,
  };
}

function differences(typed: Values, there: Values, { t }: Texts): readonly FieldFault[] {
  const shown = (value: string) =>
    value === 'on' ? t('shortUrls.on') : value === '' ? t('shortUrls.empty') : value;
  const beside = (['enabled', 'from', 'until'] as const)
    .filter((name) => typed[name] !== there[name])
    .map((field) => ({ field, text: t('form.now', { value: shown(there[field]) }) }));
  return [{ field: '', text: t('form.changedMeanwhile') }, ...beside];
}

interface Shown {
  readonly here: Here;
  readonly marked: MarkedLink;
  readonly values: Values;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showLink(ctx: Context, desk: Desk, shown: Shown): Promise<void> {
  const { here, marked, values, faults, status } = shown;
  const { at, deeds } = here;
  const { link, running } = marked;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const title = link.to?.title ?? t('shortUrls.goneItem');
  const place = { origin: await deeds.originOf(at.domain.name), domain: at.domain.name };
  const list = coursePath(at, 'links');
  show(ctx, desk.site, {
    view: 'shortUrls/link',
    status,
    model: {
      page: { title: t('shortUrls.linkTitle', { title }) },
      lede: t('shortUrls.linkLede'),
      desk: courseLine(ctx, desk, {
        at,
        section: 'links',
        crumbs: [{ title: t('shortUrls.title'), path: list }],
      }),
      tabs: linkTabs(texts, at, { shortId: link.shortId, current: '' }),
      faults,
      ...addressesOf(texts, place, { shortId: link.shortId, title }),
      item: link.to && { title: link.to.title, path: itemDeskPath(at, link.to.itemId) },
      ...stateOf(texts, link, desk.site.now()),
      running,
      use: launchPlots(await deeds.counts(at, link.id), {
        texts,
        time: { now: desk.site.now(), zone: at.domain.timeZone, lang: texts.lang },
        journalPath: linkJournal(at, link.shortId),
      }),
      mark: values.mark,
      fields: fieldsOf(values, faults, texts),
      endSessions: endSessionsField(texts, running, values.endSessions),
      pointPath: `${list}/${link.shortId}/point`,
      links: list,
    },
  });
}

function fieldsOf(values: Values, faults: readonly FieldFault[], { t }: Texts): readonly Field[] {
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  return [
    field({ name: 'enabled', label: t('shortUrls.enabled'), type: 'tick' }),
    field({ name: 'from', label: t('shortUrls.from'), hint: t('shortUrls.fromHint'), type: 'date' }),
    field({ name: 'until', label: t('shortUrls.until'), hint: t('shortUrls.untilHint'), type: 'date' }),
  ];
}

/** Only where somebody is in: what closes a link or leads it elsewhere offers to end their sessions, with their number (R8). */
export function endSessionsField({ t }: Texts, running: number, value: string): Field | undefined {
  if (running === 0) return undefined;
  const plan = {
    name: 'endSessions',
    label: t('shortUrls.endSessions', { running }),
    hint: t('shortUrls.endSessionsHint'),
    type: 'tick',
  } as const;
  return fieldOf(plan, { values: { endSessions: value }, faults: [] });
}
