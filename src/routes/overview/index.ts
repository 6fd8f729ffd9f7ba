import type Router from '@koa/router';
import type { Context } from 'koa';
import type { Overview } from '../../services/overview/overviews.ts';
import type { CourseCoordinator, DomainCoordinator } from '../../services/rights/coordinators.ts';
import type { CourseNumbers, DomainNumbers } from '../../storage/overviewStore.ts';
import type { Texts } from '../../web/texts.ts';
import { atCourse, atDomain, type Desk } from '../desk.ts';
import { courseLine, coursePath, domainLine, domainPath } from '../deskLines.ts';
import type { DeskLine } from '../deskPages.ts';
import { launchesPlot } from '../plots.ts';
import { say, show } from '../site.ts';
import type { FirstStep, OverviewPage } from './pages.ts';
import { matterLine } from './words.ts';

export interface OverviewRoutes {
  readonly ofDomain: (at: DomainCoordinator) => Promise<Overview<DomainNumbers>>;
  readonly ofCourse: (at: CourseCoordinator) => Promise<Overview<CourseNumbers>>;
}

/** The first page of a domain and of a course: what needs attention, numbers, launches by day. */
export function mountOverview(router: Router, desk: Desk, deeds: OverviewRoutes): void {
  router.get(
    '/adm/:domain',
    atDomain(desk, async (ctx, at) => {
      const { t } = say(ctx, desk.site);
      const overview = await deeds.ofDomain(at);
      const base = domainPath(at);
      showOverview(ctx, desk, {
        overview,
        base,
        title: at.domain.title,
        lede: t('overview.lede'),
        line: domainLine(ctx, desk, { at, section: 'overview' }),
        zone: at.domain.timeZone,
        isCourse: false,
        steps: domainSteps(overview, base, t),
        numbers: [
          [overview.numbers.courses, 'overview.courses', '/courses'],
          [overview.numbers.people, 'overview.people', '/people'],
          [overview.numbers.links, 'overview.links', '/courses'],
        ],
      });
    }),
  );
  router.get(
    '/adm/:domain/:course',
    atCourse(desk, async (ctx, at) => {
      const { t } = say(ctx, desk.site);
      const overview = await deeds.ofCourse(at);
      const base = coursePath(at);
      showOverview(ctx, desk, {
        overview,
        base,
        title: at.course.title,
        lede: t('overview.ledeCourse'),
        line: courseLine(ctx, desk, { at, section: 'overview' }),
        zone: at.domain.timeZone,
        isCourse: true,
        steps: courseSteps(overview, base, t),
        numbers: [
          [overview.numbers.students, 'overview.students', '/roster'],
          [overview.numbers.items, 'overview.items', '/contents'],
          [overview.numbers.links, 'overview.links', '/links'],
        ],
      });
    }),
  );
}

interface Plan {
  readonly overview: Overview<unknown>;
  readonly base: string;
  readonly title: string;
  readonly lede: string;
  readonly line: DeskLine;
  readonly zone: string;
  readonly isCourse: boolean;
  readonly steps: readonly FirstStep[];
  readonly numbers: readonly (readonly [number, string, string])[];
}

/** More would be a list, and lists have pages of their own. */
const mostMatters = 8;

function showOverview(ctx: Context, desk: Desk, plan: Plan): void {
  const texts = say(ctx, desk.site);
  const { t, lang } = texts;
  const { overview, base, isCourse, zone } = plan;
  const { counts, matters, today } = overview;
  const time = { now: desk.site.now(), zone, lang };
  const place = { base, isCourse, today, texts, time };
  const isFresh = counts.lastAt === undefined && !counts.isBehind;
  const format = new Intl.NumberFormat(lang);
  const more = matters.length - mostMatters;
  const model: OverviewPage = {
    page: { title: plan.title },
    lede: plan.lede,
    desk: plan.line,
    steps: isFresh ? plan.steps : [],
    matters: matters.slice(0, mostMatters).map((matter) => matterLine(matter, place)),
    moreMatters: more > 0 ? t('overview.more', { count: more }) : '',
    numbers: isFresh
      ? []
      : [
          ...plan.numbers.map(([value, key, path]) => ({
            value: format.format(value),
            text: t(key, { count: value }),
            path: `${base}${path}`,
          })),
          ...launchNumbers(overview, base, texts),
        ],
    plot: isFresh ? undefined : launchesPlot(counts.days, { id: 'launches', texts }),
    isBehind: counts.isBehind,
  };
  show(ctx, desk.site, { view: 'overview/page', model });
}

function launchNumbers({ counts, today }: Overview<unknown>, base: string, { t, lang }: Texts) {
  const format = new Intl.NumberFormat(lang);
  const week = counts.days.slice(-7);
  const opened = week.reduce((sum, day) => sum + day.opened, 0);
  const from = week[0]?.day ?? today;
  return [
    {
      value: format.format(week.at(-1)?.opened ?? 0),
      text: t('overview.openedToday'),
      path: `${base}/journal?outcome=opened&from=${today}`,
    },
    {
      value: format.format(opened),
      text: t('overview.openedWeek'),
      path: `${base}/journal?outcome=opened&from=${from}`,
    },
  ];
}

function stepsOf(
  steps: readonly (readonly [boolean, string, string, string])[],
  base: string,
  t: Texts['t'],
): readonly FirstStep[] {
  return steps.map(([done, text, hint, path]) => ({
    done,
    word: t(done ? 'overview.done' : 'overview.toDo'),
    text: t(text),
    hint: t(hint),
    path: `${base}${path}`,
  }));
}

function domainSteps(
  { numbers, hasProtector }: Overview<DomainNumbers>,
  base: string,
  t: Texts['t'],
): readonly FirstStep[] {
  return stepsOf(
    [
      [numbers.courses > 0, 'overview.stepCourse', 'overview.stepCourseHint', '/courses'],
      [hasProtector, 'overview.stepProtector', 'overview.stepProtectorHint', '/protectors'],
      [numbers.hasItems, 'overview.stepContents', 'overview.stepContentsHint', '/courses'],
      [numbers.links > 0, 'overview.stepLinks', 'overview.stepLinksHint', '/courses'],
      [false, 'overview.stepLms', 'overview.stepLmsHint', '/protectors'],
    ],
    base,
    t,
  );
}

function courseSteps(
  { numbers, hasProtector }: Overview<CourseNumbers>,
  base: string,
  t: Texts['t'],
): readonly FirstStep[] {
  return stepsOf(
    [
      [numbers.items > 0, 'overview.stepContents', 'overview.stepCourseContentsHint', '/contents'],
      [hasProtector, 'overview.stepProtector', 'overview.stepCourseProtectorHint', '/protectors'],
      [numbers.students > 0, 'overview.stepRoster', 'overview.stepRosterHint', '/roster'],
      [numbers.links > 0, 'overview.stepLinks', 'overview.stepLinksHint', '/links'],
      [false, 'overview.stepLms', 'overview.stepLmsHint', '/protectors'],
    ],
    base,
    t,
  );
}
