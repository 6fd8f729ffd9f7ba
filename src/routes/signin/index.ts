import type Router from '@koa/router';
import type { Context } from 'koa';
import { isDomainName } from '../../model/ids.ts';
import { Secret } from '../../model/secret.ts';
import type { EnterParts } from '../../services/launch/enterLaunch.ts';
import type { TicketParts } from '../../services/launch/signInForLaunch.ts';
import type { SetPasswordParts } from '../../services/signin/setPassword.ts';
import { type SignInParts, signIn } from '../../services/signin/signIn.ts';
import type { CourseStore } from '../../storage/courseStore.ts';
import { addressGroup, clientAddress } from '../../web/clientAddress.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { problemOf } from '../signInProblem.ts';
import { dropLaunchCookies, ownPath, type Site, say, show, visitOf } from '../site.ts';
import { mountTypedAgain } from './again.ts';
import { mountChoice } from './choice.ts';
import { goodbyePath, mountGoodbye } from './goodbye.ts';
import { home } from './home.ts';
import { knownBrowser, rememberBrowser } from './knownBrowser.ts';
import { mountPassword } from './password.ts';
import { askForTicket, signInWithTicket } from './ticket.ts';

export interface SignInRoutes {
  readonly signIn: SignInParts;
  readonly enter: EnterParts;
  readonly tickets: TicketParts;
  readonly setPassword: SetPasswordParts;
  readonly courses: CourseStore;
  /** Marks a browser as one that an account signed in from (R29). */
  readonly mark: (text: string) => string;
  readonly isMark: (mark: string, text: string) => boolean;
}

/** Who one is: signing in and out, the question of another person, one-time addresses, and one's own start page. */
export function mountSignIn(router: Router, site: Site, routes: SignInRoutes): void {
  router.get('/', (ctx) => home(ctx, site, routes));
  router.get('/login', (ctx) => form(ctx, site, routes));
  router.post('/login', (ctx) => submit(ctx, site, routes));
  router.post('/logout', (ctx) => signOut(ctx, site, routes));
  mountTypedAgain(router, site, routes);
  mountChoice(router, site, routes);
  mountGoodbye(router, site);
  mountPassword(router, site, routes);
}

async function form(ctx: Context, site: Site, routes: SignInRoutes): Promise<void> {
  const visit = await visitOf(ctx, site);
  if (ctx.query.launch !== undefined) {
    await askForTicket(ctx, site, { routes, visit, reference: one(ctx.query.launch) });
    return;
  }
  const next = ownPath(one(ctx.query.next));
  if (visit.person !== undefined || visit.administrator !== undefined) {
    seeOther(ctx, next ?? '/');
    return;
  }
  showForm(ctx, site, { next, username: '', domain: domainOf(next), problem: undefined, status: 200 });
}

function one(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}

async function submit(ctx: Context, site: Site, routes: SignInRoutes): Promise<void> {
  const fields = await readFields(ctx, ['username', 'password', 'domain', 'next', 'launch', 'choice'], 2_000);
  const visit = await visitOf(ctx, site);
  if (fields.launch !== '') {
    await signInWithTicket(ctx, site, { routes, visit, fields });
    return;
  }
  const next = ownPath(fields.next);
  const domain = domainOf(next) ?? fields.domain.trim();
  const account = `${domain}/${fields.username}`;
  const startedAt = site.now();
  const result = await signIn(routes.signIn, {
    domain,
    username: fields.username,
    password: new Secret(fields.password),
    address: addressGroup(clientAddress(ctx)),
    ticket: undefined,
    browser: knownBrowser(ctx, site, { routes, account }),
  });
  if (result.kind !== 'signed-in') {
    const { problem, status } = problemOf(ctx, site, result);
    showForm(ctx, site, {
      next,
      username: fields.username,
      domain: domainOf(next),
      typedDomain: fields.domain,
      problem,
      status,
    });
    return;
  }
  await site.accounts.signIn(ctx, result.owner, startedAt);
  rememberBrowser(ctx, site, { routes, account });
  seeOther(ctx, next ?? '/');
}

interface ShownForm {
  readonly next: string | undefined;
  readonly username: string;
  /** Known from where the visitor was going; then it is not asked for. */
  readonly domain: string | undefined;
  readonly typedDomain?: string;
  readonly problem: string | undefined;
  readonly status: number;
}

function showForm(ctx: Context, site: Site, shown: ShownForm): void {
  const { next, username, domain, typedDomain = '', problem, status } = shown;
  show(ctx, site, {
    view: 'signin/form',
    status,
    model: {
      page: { title: say(ctx, site).t('signIn.title') },
      csrf: site.csrf.token(ctx),
      username,
      asksDomain: domain === undefined,
      domain: domain ?? typedDomain,
      next,
      launch: undefined,
      problem,
    },
  });
}

/** The domain that an address of ours stands in. */
function domainOf(next: string | undefined): string | undefined {
  const words = (next ?? '').split('/');
  const domain = words[1] === 'tiny' || words[1] === 'adm' ? words[2] : words[1];
  return domain !== undefined && isDomainName(domain) ? domain : undefined;
}

/**
 * Ends what this browser shows, and all launch sessions of whoever was here: those in the frames of another LMS have
 * cookies that do not come with this request. What only waits for somebody ends in this browser alone.
 */
async function signOut(ctx: Context, site: Site, routes: SignInRoutes): Promise<void> {
  const visit = await visitOf(ctx, site);
  const cameByLaunch =
    visit.launches.length > 0 && visit.person === undefined && visit.administrator === undefined;
  const next = cameByLaunch ? await goodbyePath(ctx, site, { visits: routes.tickets, visit }) : '/login';
  const { sessions } = routes.enter;
  await sessions.end(visit.launches.map(({ launchKey }) => launchKey));
  const here = visit.launches.map(({ state, personId }) => (state === 'open' ? personId : undefined));
  for (const personId of new Set([visit.person?.id, ...here]))
    if (personId !== undefined) await sessions.endPerson(personId);
  await site.accounts.signOut(ctx);
  dropLaunchCookies(ctx, site, visit.launches);
  seeOther(ctx, next);
}
