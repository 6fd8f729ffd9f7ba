import type Router from '@koa/router';
import type { Context } from 'koa';
import { readReference } from '../../model/reference.ts';
import type { LaunchStory } from '../../services/inspector/launchStory.ts';
import type { CourseCoordinator, DomainCoordinator } from '../../services/rights/coordinators.ts';
import { seeOther } from '../../web/seeOther.ts';
import { timeText } from '../../web/time.ts';
import { atCourse, atDomain, type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath, domainLine, domainPath } from '../deskLines.ts';
import { explained, outcomeTag, stepLines } from '../launchWords.ts';
import { protectorPath } from '../protectorTabs.ts';
import { fieldLines } from '../sampleWords.ts';
import { say, show } from '../site.ts';
import type { Fact } from './pages.ts';

type At = DomainCoordinator | CourseCoordinator;

export interface StoryRoutes {
  readonly read: (by: At, reference: string) => Promise<LaunchStory | undefined>;
}

/** The whole story of one launch, by the reference that a student passes on. */
export function mountStory(router: Router, desk: Desk, deeds: StoryRoutes): void {
  router.get(
    '/adm/:domain/journal/:reference',
    atDomain(desk, (ctx, at) => story(ctx, desk, { at, deeds })),
  );
  router.get(
    '/adm/:domain/:course/journal/:reference',
    atCourse(desk, (ctx, at) => story(ctx, desk, { at, deeds })),
  );
}

async function story(
  ctx: Context,
  desk: Desk,
  { at, deeds }: { readonly at: At; readonly deeds: StoryRoutes },
): Promise<void> {
  const { reference: typed = '' } = ctx.params as { reference?: string };
  const reference = readReference(typed);
  if (reference === undefined) throw notHere();
  const journal = 'course' in at ? coursePath(at, 'journal') : domainPath(at, 'journal');
  if (reference !== typed) {
    seeOther(ctx, `${journal}/${reference}`);
    return;
  }
  const found = await deeds.read(at, reference);
  if (!found) throw notHere();
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { record, cause, family, field, protector, sample } = found;
  const use = protector?.useIdentity;
  const parameter = use ? use.parameter : '';
  const crumbs = [{ title: t('desk.journal'), path: journal }];
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang: texts.lang };
  show(ctx, desk.site, {
    view: 'story/launch',
    model: {
      page: { title: t('story.title') },
      lede: t('story.lede', { reference }),
      desk:
        'course' in at
          ? courseLine(ctx, desk, { at, section: 'journal', crumbs })
          : domainLine(ctx, desk, { at, section: 'journal', crumbs }),
      time: timeText(record.at, setting),
      outcome: outcomeTag(texts, record.code),
      isTest: record.notes.includes('test-launch'),
      differs: record.differs,
      why: explained(texts, { cause, family, field, parameter }),
      facts: factsOf(at, found, t),
      steps: stepLines(texts, found.steps, record.clockDifference),
      fields: fieldLines(texts, sample?.fields ?? []),
      inspectorPath: inspectorOf(at, found),
    },
  });
}

/** Where the launches of the same kind are looked at; '' where nowhere. */
function inspectorOf(at: At, { protector }: LaunchStory): string {
  if ('course' in at) return coursePath(at, 'inspector');
  return protector?.level === 'domain' ? protectorPath(at, protector.number, 'launches') : '';
}

function factsOf(
  at: At,
  { record, protector }: LaunchStory,
  t: ReturnType<typeof say>['t'],
): readonly Fact[] {
  const { course, item, shortUrl, named, person, clockDifference, origin, times } = record;
  const inCourse = course && ['/adm', at.domain.name, course.id].join('/');
  const isReachable = protector?.level === 'domain' ? !('course' in at) : true;
  const owner = protector?.level === 'course' ? `${inCourse}/protectors` : domainPath(at, 'protectors');
  const facts: (Fact | undefined)[] = [
    course && !('course' in at)
      ? { name: t('story.course'), text: course.title, path: inCourse ?? '' }
      : undefined,
    item ? { name: t('story.item'), text: item.title, path: `${inCourse}/contents/${item.id}` } : undefined,
    shortUrl === null
      ? undefined
      : { name: t('story.shortUrl'), text: `/tiny/${at.domain.name}/${shortUrl}` },
    protector && {
      name: t(record.protector ? 'story.protector' : 'story.claimed'),
      text: protector.name,
      path: isReachable ? `${owner}/${protector.number}` : undefined,
    },
    named === null ? undefined : { name: t('story.named'), text: named },
    person === null ? undefined : { name: t('story.person'), text: person },
    clockDifference === null
      ? undefined
      : { name: t('story.clock'), text: t('story.seconds', { seconds: clockDifference }) },
    origin === null
      ? undefined
      : { name: t('story.origin'), text: origin === 'none' ? t('story.nothing') : origin },
    times > 1 ? { name: t('story.times'), text: t('story.launchesCount', { times }) } : undefined,
    { name: t('story.code'), text: [record.code, record.identity ?? ''].join(' ').trim() },
  ];
  return facts.flatMap((fact) => (fact ? [fact] : []));
}
