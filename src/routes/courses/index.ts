import type Router from '@koa/router';
import type { Context } from 'koa';
import type { MadeCourse, NewCourse } from '../../services/courses/manageCourses.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import type { CourseLine } from '../../storage/courseListStore.ts';
import { likePattern, offsetOf, pageSize, pagesOf, queryWord, readListing } from '../../web/listing.ts';
import { timeText } from '../../web/time.ts';
import type { FindPeople } from '../choosingPeople.ts';
import { atDomain, type Desk } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import { say, show } from '../site.ts';
import { type CopyDeeds, mountCopy } from './copy.ts';
import { mountNewCourse } from './make.ts';
import type { CourseRow } from './pages.ts';

/** The deeds that these pages call. */
export interface CourseRoutes extends CopyDeeds {
  readonly read: (
    by: DomainCoordinator,
    question: {
      readonly pattern: string | undefined;
      readonly archived: boolean | undefined;
      readonly offset: number;
      readonly most: number;
    },
  ) => Promise<{ readonly lines: readonly CourseLine[]; readonly total: number }>;
  readonly make: (making: {
    readonly by: DomainCoordinator;
    readonly course: NewCourse;
  }) => Promise<MadeCourse>;
  readonly findPeople: FindPeople<DomainCoordinator>;
}

/** The courses of a domain: `/adm/:domain/courses`. */
export function mountCourses(router: Router, desk: Desk, deeds: CourseRoutes): void {
  router.get(
    '/adm/:domain/courses',
    atDomain(desk, (ctx, at) => list(ctx, desk, { at, deeds })),
  );
  mountNewCourse(router, desk, deeds);
  mountCopy(router, desk, deeds);
}

const states = ['open', 'archived', 'all'] as const;

async function list(
  ctx: Context,
  desk: Desk,
  { at, deeds }: { at: DomainCoordinator; deeds: CourseRoutes },
): Promise<void> {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const listing = readListing(ctx);
  const state = states.find((one) => one === queryWord(ctx, 'state')) ?? 'open';
  const { lines, total } = await deeds.read(at, {
    pattern: listing.search === '' ? undefined : likePattern(listing.search),
    archived: state === 'all' ? undefined : state === 'archived',
    offset: offsetOf(listing),
    most: pageSize,
  });
  const setting = { now: desk.site.now(), zone: at.domain.timeZone, lang: texts.lang };
  const options = [
    { value: '', text: t('courses.open') },
    { value: 'archived', text: t('courses.archivedOnly') },
    { value: 'all', text: t('courses.all') },
  ];
  show(ctx, desk.site, {
    view: 'courses/list',
    model: {
      page: { title: t('courses.title') },
      lede: t('courses.lede', { domain: at.domain.title }),
      desk: domainLine(ctx, desk, { at, section: 'courses' }),
      act: { path: domainPath(at, 'courses', 'new'), text: t('courses.new') },
      search: {
        path: ctx.path,
        label: t('courses.search'),
        value: listing.search,
        filters: [
          { name: 'state', label: t('courses.state'), value: state === 'open' ? '' : state, options },
        ],
      },
      searched: listing.search !== '' || state === 'archived' || listing.page > 1,
      rows: lines.map((line) => rowOf(line, { at, t, setting })),
      pages: pagesOf(ctx, listing, total),
    },
  });
}

/** How many coordinators are named. */
const mostNames = 3;

interface Speaking {
  readonly at: DomainCoordinator;
  readonly t: ReturnType<typeof say>['t'];
  readonly setting: Parameters<typeof timeText>[1];
}

function rowOf(line: CourseLine, { at, t, setting }: Speaking): CourseRow {
  const named = line.coordinators.slice(0, mostNames).join(', ');
  const more = line.coordinators.length - mostNames;
  return {
    id: line.course,
    title: line.title,
    path: `/adm/${at.domain.name}/${line.course}`,
    archived: line.archived,
    copyPath: `${domainPath(at, 'courses', 'copy')}?from=${line.course}`,
    coordinators: more > 0 ? t('courses.andMore', { named, more }) : named,
    students: line.students,
    rosterPath: `/adm/${at.domain.name}/${line.course}/roster`,
    links: line.links,
    lastLaunch: line.lastLaunch === undefined ? undefined : timeText(line.lastLaunch, setting),
  };
}
