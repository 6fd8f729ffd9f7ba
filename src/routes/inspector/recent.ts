import type { Context } from 'koa';
import { causeOf } from '../../model/launchCauses.ts';
import { samplesKept } from '../../model/launchSamples.ts';
import { isEditableIn } from '../../model/lmsFamily.ts';
import type { ParameterMatch } from '../../model/rosterMatches.ts';
import type { RecentLaunches } from '../../services/inspector/recentLaunches.ts';
import type { SampleLine } from '../../storage/launchSampleStore.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import { timeText } from '../../web/time.ts';
import { notHere } from '../desk.ts';
import { coursePath, domainPath } from '../deskLines.ts';
import { launchPlots } from '../launchPlots.ts';
import { outcomeTag } from '../launchWords.ts';
import { tellNext } from '../notices.ts';
import { protectorJournal, protectorPath, protectorTabs } from '../protectorTabs.ts';
import { fieldLines } from '../sampleWords.ts';
import { say, show } from '../site.ts';
import { type Here, launchesPath, lineOf, numberIn } from './here.ts';
import type { ParameterLine, SampleEntry } from './pages.ts';

export async function recent(ctx: Context, here: Here): Promise<void> {
  const { desk, at, deeds } = here;
  const number = numberIn(ctx);
  const found = await deeds.recent(at, number);
  if (!found) throw notHere();
  const use = number === undefined ? undefined : await useOf(ctx, here, number);
  const texts = say(ctx, desk.site);
  const { t, lang } = texts;
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang };
  const path = launchesPath(at, number);
  const { protector } = found;
  const entry = (sample: SampleLine) => entryOf(here, { sample, texts, setting });
  show(ctx, desk.site, {
    view: 'inspector/recent',
    model: {
      page: { title: protector?.name ?? t('inspector.title') },
      lede: t('inspector.lede', { kept: samplesKept }),
      desk: lineOf(ctx, here, { number, name: undefined, below: false }),
      tabs: number === undefined ? [] : protectorTabs(ctx, desk, { at, number, current: 'launches' }),
      signed: found.signed.map(entry),
      unsigned: found.unsigned.map(entry),
      parameters: found.parameters.map((one) => parameterLine(here, { one, found, texts })),
      asksParameter: protector !== undefined,
      use,
      explainPath: `${path}/explain`,
      explainedUntil:
        found.explainedUntil > setting.now ? timeText(found.explainedUntil, setting) : undefined,
      testPath:
        number === undefined && 'course' in at
          ? coursePath(at, 'testlaunch')
          : protectorPath(at, number ?? 0, 'test'),
    },
  });
}

async function useOf(ctx: Context, { desk, at, deeds }: Here, number: number) {
  const counts = await deeds.counts(at, number);
  const texts = say(ctx, desk.site);
  const time = { now: desk.site.now(), zone: at.domain.timeZone, lang: texts.lang };
  return counts && launchPlots(counts, { texts, time, journalPath: protectorJournal(at, number) });
}

interface Shown {
  readonly sample: SampleLine;
  readonly texts: Texts;
  readonly setting: Parameters<typeof timeText>[1];
}

function entryOf({ at }: Here, { sample, texts, setting }: Shown): SampleEntry {
  const { reference, code, identity, cause, fields, course, protectorName } = sample;
  const journal = 'course' in at ? coursePath(at, 'journal') : domainPath(at, 'journal');
  const why = causeOf({ code, identity: identity ?? null, notes: [], origin: null, found: cause });
  const words = { field: texts.t('story.someField'), parameter: texts.t('story.theParameter') };
  return {
    time: timeText(sample.at, setting),
    reference,
    path: `${journal}/${reference}`,
    outcome: outcomeTag(texts, code),
    // The finer reasons stand in the story, which has the notes.
    why: texts.t(`launchCause.${why}`, words),
    place: ('course' in at ? protectorName : course) ?? '',
    fields: fieldLines(texts, fields),
  };
}

interface Parametered {
  readonly one: ParameterMatch;
  readonly found: RecentLaunches;
  readonly texts: Texts;
}

function parameterLine({ at }: Here, { one, found, texts: { t } }: Parametered): ParameterLine {
  const { name, sent, matched, match } = one;
  const { protector, family } = found;
  const use = protector?.useIdentity;
  const used = use ? use.parameter === name : false;
  // A cut name was longer than any that can be chosen.
  const isWhole = /^[!-~]{1,63}$/.test(name);
  const choosable = protector && !used && isWhole && (match === 'exact' || match === 'lower');
  const query = new URLSearchParams({ name, transform: match === 'lower' ? 'lower' : 'none' });
  return {
    name,
    matched: t('inspector.matched', { matched, sent }),
    how: match === undefined ? '' : t(`sampleMatch.${match}`),
    used,
    editable: isEditableIn(name, family),
    choosePath: choosable ? `${protectorPath(at, protector.number, 'launches', 'parameter')}?${query}` : '',
  };
}

/** Has bad signatures looked into for an hour, or no longer. */
export async function explain(ctx: Context, { desk, at, deeds }: Here): Promise<void> {
  const number = numberIn(ctx);
  const { on } = await readFields(ctx, ['on'], 10);
  if (number !== undefined && !(await deeds.recent(at, number))) throw notHere();
  await deeds.explain(at, on === 'on');
  tellNext(ctx, desk.site, on === 'on' ? 'inspector.explainingOn' : 'inspector.explainingOff');
  seeOther(ctx, launchesPath(at, number));
}
