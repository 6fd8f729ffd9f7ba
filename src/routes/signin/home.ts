import type { Context } from 'koa';
import { activeOn, dayIn } from '../../model/days.ts';
import type { Person } from '../../storage/personStore.ts';
import { offsetOf, pageSize, pagesOf, readListing } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import { type Site, say, show, visitOf } from '../site.ts';
import type { SignInRoutes } from './index.ts';

/** One's own domains and courses; the sign-in for whoever is not signed in. */
export async function home(ctx: Context, site: Site, routes: SignInRoutes): Promise<void> {
  const visit = await visitOf(ctx, site);
  if (visit.administrator) {
    const domains = await routes.courses.domains();
    const listed = domains.map(({ name, title }) => ({ name, title, path: `/adm/domains/${name}` }));
    showHome(ctx, site, {
      name: visit.administrator.username,
      isAdministrator: true,
      domains: listed,
      coordinates: undefined,
      courses: [],
    });
    return;
  }
  if (!visit.person) {
    seeOther(ctx, '/login');
    return;
  }
  const { person } = visit;
  const domain = await routes.courses.findDomain(person.domain);
  showHome(ctx, site, {
    name: person.displayName,
    isAdministrator: false,
    domains: [],
    coordinates:
      domain && person.domainCoordinator ? { title: domain.title, path: `/adm/${domain.name}` } : undefined,
    courses: await coursesOf(ctx, site, { routes, person, zone: domain?.timeZone ?? 'UTC' }),
  });
}

interface ListedCourse {
  readonly title: string;
  readonly path: string;
  readonly role: string;
  readonly managePath: string;
}

/** Courses where a role counts today; all of the domain for its coordinators. */
async function coursesOf(
  ctx: Context,
  site: Site,
  { routes: { courses }, person, zone }: { routes: SignInRoutes; person: Person; zone: string },
): Promise<readonly ListedCourse[]> {
  const { t } = say(ctx, site);
  const listed = new Map<string, ListedCourse>();
  if (person.domainCoordinator) {
    for (const { course, title } of await courses.ofDomain(person.domainId)) {
      listed.set(course, {
        title,
        path: `/${person.domain}/${course}`,
        role: t('role.domain-coordinator'),
        managePath: `/adm/${person.domain}/${course}`,
      });
    }
  }
  const today = dayIn(zone, site.now());
  for (const grant of await courses.ofPerson(person.id)) {
    if (!activeOn(grant, today)) continue;
    const path = `/${grant.domain}/${grant.course}`;
    const before = listed.get(grant.course);
    const managePath = grant.role === 'coordinator' ? `/adm${path}` : (before?.managePath ?? '');
    listed.set(grant.course, { title: grant.title, path, role: t(`role.${grant.role}`), managePath });
  }
  return [...listed.values()];
}

interface Shown {
  readonly name: string;
  readonly isAdministrator: boolean;
  readonly domains: readonly { readonly name: string; readonly title: string; readonly path: string }[];
  readonly coordinates: { readonly title: string; readonly path: string } | undefined;
  readonly courses: readonly ListedCourse[];
}

function showHome(
  ctx: Context,
  site: Site,
  { name, isAdministrator, domains, coordinates, courses }: Shown,
): void {
  const asked = typeof ctx.query.q === 'string' ? ctx.query.q.slice(0, 100) : '';
  const wanted = asked.trim().toLocaleLowerCase();
  const listing = readListing(ctx);
  const from = offsetOf(listing);
  const part = <One>(all: readonly One[]) => all.slice(from, from + pageSize);
  const matches = (one: { title: string }) => one.title.toLocaleLowerCase().includes(wanted);
  show(ctx, site, {
    view: 'signin/home',
    model: {
      page: { title: say(ctx, site).t(isAdministrator ? 'home.serverTitle' : 'home.title') },
      csrf: site.csrf.token(ctx),
      name,
      isAdministrator,
      domains: part(domains.filter(matches)),
      coordinates,
      courses: part(courses.filter(matches)),
      // Nobody has both.
      pages: pagesOf(ctx, listing, [...domains, ...courses].filter(matches).length),
      search: asked,
      total: domains.length + courses.length,
    },
  });
}
