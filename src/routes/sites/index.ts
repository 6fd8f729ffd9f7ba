import type Router from '@koa/router';
import type { Context } from 'koa';
import type { OpenedSite, SiteTicket } from '../../services/sites/openSite.ts';
import type { Visit } from '../../services/visit/whoIsThere.ts';
import type { SiteEntry } from '../../storage/siteStore.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { seeOther } from '../../web/seeOther.ts';
import { serveFile } from '../../web/serveFile.ts';
import { sitePrefix } from '../sitePath.ts';

/** What the files of sites are served with. */
export interface SiteRoutes {
  /** Undefined for what is no ticket of ours. */
  readonly openTicket: (text: string) => SiteTicket | undefined;
  readonly sealTicket: (ticket: SiteTicket) => string;
  readonly open: (ticket: SiteTicket) => Promise<OpenedSite>;
  /** The first of these paths that the site has. */
  readonly find: (siteHash: string, paths: readonly string[]) => Promise<SiteEntry | undefined>;
  /** Using a site keeps its launch going, as using any page does. */
  readonly keepAlive: (visit: Visit) => Promise<void>;
  /** Where an upload lies, by the hash of its content. */
  readonly uploadPath: (hash: string) => string;
  readonly now: () => number;
}

/**
 * Files of sites, under a path ticket: `/site/:ticket/...`. No cookie is read or set here, and relative links inherit the
 * ticket. Mounted above sessions and forms.
 */
export function mountSites(router: Router, routes: SiteRoutes): void {
  router.get(`${sitePrefix}:ticket/{*path}`, (ctx) => siteFile(ctx, routes));
}

async function siteFile(ctx: Context, routes: SiteRoutes): Promise<void> {
  const [, , sealed = '', ...steps] = ctx.path.split('/');
  const ticket = routes.openTicket(sealed);
  const path = pathOf(steps);
  if (!ticket || path === undefined) throw new HttpProblem(404, problemTexts.notFound);
  const opened = await routes.open(ticket);
  if (opened.kind === 'expired') throw new HttpProblem(403, 'site.expired');
  if (opened.kind !== 'open') throw new HttpProblem(404, problemTexts.notFound);
  const entry = await routes.find(opened.hash, namesFor(path));
  if (!entry) throw new HttpProblem(404, problemTexts.notFound);
  await routes.keepAlive(opened.visit);
  mayBeFramedBy(ctx, [ticket.shownOn, ...(opened.launch?.frameOrigins ?? [])]);
  if (opened.isOld && isGoneTo(ctx)) {
    const fresh = routes.sealTicket({ ...ticket, madeAt: routes.now() });
    seeOther(ctx, `${sitePrefix}${fresh}/${steps.join('/')}`);
    return;
  }
  // Our own sandbox is a foreigner to us: without these it could not read even its own files.
  ctx.set('Access-Control-Allow-Origin', '*');
  ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
  ctx.set('Referrer-Policy', 'no-referrer');
  const { hash, type } = entry;
  await serveFile(ctx, { path: routes.uploadPath(hash), name: '', type, contentHash: hash, inSite: true });
}

/** The path in the site; undefined for one that no link within a site could mean. */
function pathOf(steps: readonly string[]): string | undefined {
  const names = steps.map((step) => decodeURIComponent(step).normalize('NFC'));
  const isStrange = names.some((name) => /[/\\\p{Cc}]/u.test(name) || name === '..' || name === '.');
  const path = names.join('/');
  return isStrange || path.length > 900 ? undefined : path;
}

/** A folder stands for its index; so does one without the slash for nothing, as relative links would miss it. */
function namesFor(path: string): readonly string[] {
  return path === '' || path.endsWith('/') ? [`${path}index.html`, `${path}index.htm`] : [path];
}

/** Whether a page is gone to, by a link or the frame, as far as the browser says. */
function isGoneTo(ctx: Context): boolean {
  return ctx.method === 'GET' && ctx.get('Sec-Fetch-Mode') === 'navigate';
}
