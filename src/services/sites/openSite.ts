import type { SiteTicket } from '../../crypto/siteTicket.ts';
import type { AccountSessionStore } from '../../storage/accountSessionStore.ts';
import type { AdministratorStore } from '../../storage/administratorStore.ts';
import type { KnownLaunch, LaunchSessionStore } from '../../storage/launchSessionStore.ts';
import { openItem } from '../items/openItem.ts';
import { type CourseVisitParts, visitCourse } from '../visit/courseVisit.ts';
import { type Visit, whoIsThere } from '../visit/whoIsThere.ts';

export type { SiteTicket } from '../../crypto/siteTicket.ts';

export interface SiteParts {
  readonly visits: CourseVisitParts & { readonly administrators: AdministratorStore };
  readonly sessions: LaunchSessionStore;
  readonly accounts: Pick<AccountSessionStore, 'get'>;
  readonly now: () => number;
}

/** How long a ticket is good for, and from when on a page of the site that is gone to gets a new one. */
const ticketMs = 3_600_000;
const renewMs = 600_000;

export type OpenedSite =
  | {
      readonly kind: 'open';
      /** Of the archive. */
      readonly hash: string;
      readonly visit: Visit;
      readonly launch: KnownLaunch | undefined;
      readonly isOld: boolean;
    }
  | { readonly kind: 'expired' | 'closed' };

/**
 * Judges a request for a file of a site as if its ticket's session had asked for the item's own page: the session has to
 * be there still and to be the same person's, and role, settings and protector have to let the item be opened now.
 */
export async function openSite(parts: SiteParts, ticket: SiteTicket): Promise<OpenedSite> {
  const age = parts.now() - ticket.madeAt;
  if (age > ticketMs || age < -60_000) return { kind: 'expired' };
  const visit = await visitOf(parts, ticket);
  const course = visit && (await visitCourse(parts.visits, ticket, visit));
  const opened =
    course && (await openItem(parts.visits.items, course, { itemId: ticket.itemId, by: 'address' }));
  if (!visit || opened?.kind !== 'open' || opened.item.kind !== 'site' || !opened.item.file)
    return { kind: 'closed' };
  const { launch } = opened.beholder;
  const person = launch ? launch.person.id : course?.account?.person.id;
  if (person !== ticket.personId) return { kind: 'closed' };
  return { kind: 'open', hash: opened.item.file.hash, visit, launch: launch?.known, isOld: age > renewMs };
}

async function visitOf(parts: SiteParts, { session }: SiteTicket): Promise<Visit | undefined> {
  const { now, sessions } = parts;
  if ('launch' in session) {
    const launch = await sessions.findByKey(Buffer.from(session.launch, 'hex'), now());
    return launch && { person: undefined, administrator: undefined, launches: [launch] };
  }
  const account = await parts.accounts.get(Buffer.from(session.account, 'hex'));
  if (!account || account.expiresAt <= now()) return undefined;
  return whoIsThere(
    { ...parts.visits, sessions, now },
    { account: { ...account, mark: session.account }, browser: [] },
  );
}
