import type { Context } from 'koa';
import type { Self } from '../services/account/ownAccount.ts';
import type { CourseCoordinator, DomainCoordinator } from '../services/rights/coordinators.ts';
import { scriptNonce } from '../web/headers.ts';
import type { Desk, ServerAdministrator } from './desk.ts';
import type { DeskLine } from './deskPages.ts';
import { takeNotice } from './notices.ts';
import type { Neighbour } from './pages.ts';
import { say } from './site.ts';

const domainSections = {
  overview: 'desk.overview',
  protectors: 'desk.protectors',
  courses: 'desk.courses',
  people: 'desk.people',
  settings: 'desk.settings',
  journal: 'desk.journal',
  audit: 'desk.audit',
} as const;

const courseSections = {
  overview: 'desk.overview',
  contents: 'desk.contents',
  links: 'desk.links',
  deeplinks: 'desk.deepLinks',
  protectors: 'desk.protectors',
  roster: 'desk.roster',
  journal: 'desk.journal',
  settings: 'desk.settings',
} as const;

const serverSections = {
  domains: 'desk.domains',
  administrators: 'desk.administrators',
} as const;

export type DomainSection = keyof typeof domainSections;
export type CourseSection = keyof typeof courseSections;
export type ServerSection = keyof typeof serverSections;

/** Every address that the lines above pages lead to; a house test holds them against the routes. */
export const sectionPaths: readonly string[] = [
  ...Object.keys(domainSections).map((name) => sectionPath('/adm/:domain', name)),
  ...Object.keys(courseSections).map((name) => sectionPath('/adm/:domain/:course', name)),
  ...Object.keys(serverSections).map((name) => sectionPath('/adm', name)),
];

function sectionPath(base: string, section: string): string {
  return section === 'overview' ? base : `${base}/${section}`;
}

export function domainPath(
  { domain }: Pick<DomainCoordinator, 'domain'>,
  ...rest: readonly string[]
): string {
  return ['/adm', domain.name, ...rest].join('/');
}

export function coursePath(
  { course }: Pick<CourseCoordinator, 'course'>,
  ...rest: readonly string[]
): string {
  return ['/adm', course.domain, course.course, ...rest].join('/');
}

/** Where students find the course. */
export function studentPath({ course }: Pick<CourseCoordinator, 'course'>): string {
  return `/${course.domain}/${course.course}`;
}

/** The line above a page of a domain. `crumbs`: what lies between the section and this page. */
export function domainLine(
  ctx: Context,
  desk: Desk,
  {
    at,
    section,
    crumbs = [],
  }: { at: DomainCoordinator; section: DomainSection; crumbs?: readonly Neighbour[] },
): DeskLine {
  const { t } = say(ctx, desk.site);
  const place = { title: at.domain.title, path: domainPath(at) };
  const parents = section === 'overview' ? [] : [place];
  return line(ctx, desk, {
    name: at.person.displayName,
    place,
    section,
    sections: Object.entries(domainSections).map(([name, key]) => [name, t(key)]),
    base: domainPath(at),
    crumbs: [...parents, ...crumbs],
    zone: at.domain.timeZone,
  });
}

/** The line above a page of a course; its domain is linked to for whoever coordinates that, too. */
export function courseLine(
  ctx: Context,
  desk: Desk,
  {
    at,
    section,
    crumbs = [],
  }: { at: CourseCoordinator; section: CourseSection; crumbs?: readonly Neighbour[] },
): DeskLine {
  const { t } = say(ctx, desk.site);
  const place = { title: at.course.title, path: coursePath(at) };
  const domain = at.isDomainCoordinator ? [{ title: at.domain.title, path: domainPath(at) }] : [];
  const parents = section === 'overview' ? domain : [...domain, place];
  return line(ctx, desk, {
    name: at.person.displayName,
    place,
    section,
    sections: Object.entries(courseSections).map(([name, key]) => [name, t(key)]),
    base: coursePath(at),
    crumbs: [...parents, ...crumbs],
    zone: at.domain.timeZone,
  });
}

/** The line above a page of the server's administrators. */
export function serverLine(
  ctx: Context,
  desk: Desk,
  {
    at,
    section,
    crumbs = [],
  }: { at: ServerAdministrator; section: ServerSection; crumbs?: readonly Neighbour[] },
): DeskLine {
  const { t } = say(ctx, desk.site);
  return line(ctx, desk, {
    name: at.administrator.username,
    place: { title: t('desk.server'), path: '/' },
    section,
    sections: Object.entries(serverSections).map(([name, key]) => [name, t(key)]),
    base: '/adm',
    crumbs,
    zone: 'UTC',
  });
}

/** The line above a page of one's own things, which belongs to no section. */
export function ownLine(
  ctx: Context,
  desk: Desk,
  { self, crumbs = [] }: { self: Self; crumbs?: readonly Neighbour[] },
): DeskLine {
  return line(ctx, desk, {
    name: 'person' in self ? self.person.displayName : self.administrator.username,
    place: { title: say(ctx, desk.site).t('desk.home'), path: '/' },
    section: '',
    sections: [],
    base: '/',
    crumbs,
    zone: 'UTC',
  });
}

interface LinePlan {
  readonly name: string;
  readonly place: Neighbour;
  readonly section: string;
  readonly sections: readonly (readonly [string, string])[];
  readonly base: string;
  readonly crumbs: readonly Neighbour[];
  readonly zone: string;
}

function line(ctx: Context, { site }: Desk, plan: LinePlan): DeskLine {
  return {
    name: plan.name,
    csrf: site.csrf.token(ctx),
    nonce: scriptNonce(ctx),
    place: plan.place,
    sections: plan.sections.map(([name, text]) => ({
      text,
      path: sectionPath(plan.base, name),
      current: name === plan.section,
    })),
    crumbs: plan.crumbs,
    zone: plan.zone,
    notice: takeNotice(ctx, site),
  };
}
