import type { Context } from 'koa';
import type { Beholder } from '../services/items/openItem.ts';
import type { SiteTicket } from '../services/sites/openSite.ts';
import type { CourseVisit } from '../services/visit/courseVisit.ts';
import { mayShowFramesOf } from '../web/headers.ts';
import type { Site } from './site.ts';

/** What addresses of files of sites begin with. */
export const sitePrefix = '/site/';

/** How pages address sites. */
export interface SiteAddresses {
  /** The origin that sites have for themselves; undefined where they have none. */
  readonly contentUrl: string | undefined;
  readonly publicUrl: string;
  readonly sealTicket: (ticket: SiteTicket) => string;
}

/** The way from where a site begins to one of its files; '' for what could lead anywhere else. */
export function entryPath(path: string): string {
  const steps = path.split('/');
  const isOdd = steps.some((step) => step === '' || step === '.' || step === '..' || /[\\\p{C}]/u.test(step));
  return isOdd ? '' : steps.map(encodeURIComponent).join('/');
}

/** Where a site begins for whoever sees its page now, for an hour; undefined where it is nobody's session. */
export function siteAddress(
  ctx: Context,
  site: Site,
  {
    addresses,
    courseVisit,
    beholder,
    itemId,
  }: {
    readonly addresses: SiteAddresses;
    readonly courseVisit: CourseVisit;
    readonly beholder: Beholder;
    readonly itemId: string;
  },
): string | undefined {
  const { contentUrl, publicUrl, sealTicket } = addresses;
  const { domain, course } = courseVisit.course;
  const { launch } = beholder;
  const account = site.accounts.current(ctx)?.mark;
  const personId = launch?.person.id ?? courseVisit.account?.person.id;
  const session = launch ? { launch: launch.known.launchKey.toString('hex') } : account && { account };
  if (personId === undefined || !session) return undefined;
  const shownOn = `${publicUrl.startsWith('https:') ? 'https' : 'http'}://${ctx.host}`;
  const sealed = sealTicket({ domain, course, itemId, personId, session, shownOn, madeAt: site.now() });
  if (contentUrl !== undefined) mayShowFramesOf(ctx, contentUrl);
  return `${contentUrl ?? ''}${sitePrefix}${sealed}/`;
}
