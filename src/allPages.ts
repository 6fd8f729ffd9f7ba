import { availableParallelism } from 'node:os';
import type Router from '@koa/router';
import type { Context } from 'koa';
import type { AppParts } from './app.ts';
import { mountCoursePages } from './coursePages.ts';
import { acceptsCsrfToken, csrfToken } from './crypto/csrfToken.ts';
import { failureMark, passingMarks } from './crypto/failureMark.ts';
import { Passwords } from './crypto/passwords.ts';
import { openSiteTicket, type SiteTicket, sealSiteTicket } from './crypto/siteTicket.ts';
import { mountDomainPages } from './domainPages.ts';
import type { Desk } from './routes/desk.ts';
import { mountItems } from './routes/items/index.ts';
import { keepAlive } from './routes/keepAlive.ts';
import { mountAgain } from './routes/launch/again.ts';
import { mountHandover } from './routes/launch/handover.ts';
import { mountLti11 } from './routes/lti11/index.ts';
import { viewNames } from './routes/pages.ts';
import { mountSelect } from './routes/select/index.ts';
import { mountSignIn } from './routes/signin/index.ts';
import type { Site } from './routes/site.ts';
import { mountSites } from './routes/sites/index.ts';
import { renderPage as renderMarkdown } from './services/items/renderPage.ts';
import { searchCourse } from './services/items/searchCourse.ts';
import { largeForms } from './services/launch/largeForms.ts';
import type { LaunchParts } from './services/launch/launchParts.ts';
import type { CourseCoordinator } from './services/rights/coordinators.ts';
import { drawShortIds } from './services/shortUrls/drawShortIds.ts';
import { makeShortUrls } from './services/shortUrls/makeShortUrls.ts';
import { sharedFailures } from './services/signin/sharedFailures.ts';
import { openSite } from './services/sites/openSite.ts';
import { accountSessionStore } from './storage/accountSessionStore.ts';
import { oneTimeAddressStore } from './storage/administratorStore.ts';
import { failureStore } from './storage/failureStore.ts';
import type { GivenWordStore } from './storage/givenWordStore.ts';
import type { JournalStore } from './storage/journalStore.ts';
import { selectionStore } from './storage/selectionStore.ts';
import { selectionTargets } from './storage/selectionTargetStore.ts';
import type { SettingsVersion } from './storage/settingsVersion.ts';
import { findSiteEntry } from './storage/siteStore.ts';
import { loadSessionCarrier } from './web/accountSession.ts';
import { loadFormReader } from './web/formBody.ts';
import { faultFields } from './web/log.ts';
import { throttle } from './web/throttle.ts';

/** What pages have in common with launches. */
export interface AllPagesParts {
  readonly app: AppParts;
  readonly launch: LaunchParts;
  readonly version: SettingsVersion;
  readonly words: GivenWordStore;
  readonly journal: JournalStore;
  readonly asset: (name: string) => string;
  /** Whether an Origin is the one under which this very request reached the server. */
  readonly isOwnOrigin: (origin: string, ctx: Context) => boolean;
  /** What one of the processes that share the port may use of what the server has. */
  readonly shareOf: (all: number) => number;
}

export type MountAllPages = typeof mountAllPages;
export type AllPages = ReturnType<MountAllPages>;

/**
 * Mounts everything that is no launch: `outer` stands above the forms' check, `inner` below it. Launches need none of
 * it, and it is two thirds of all files, so it is loaded when the port is open already; whoever asks for a page before
 * waits.
 * @returns what goes on behind the pages
 */
export function mountAllPages(
  { outer, inner }: { readonly outer: Router; readonly inner: Router },
  site: Site,
  { app, launch, version, words, journal, asset, isOwnOrigin, shareOf }: AllPagesParts,
) {
  const { door, keys, log, now, publicUrl } = app;
  const { people, courses, items, reads } = launch.visits;
  const { sessions, keys: secrets } = launch;
  const { administrators } = site.visits;
  const visits = { ...launch.visits, ...site.visits };
  const failures = sharedFailures({
    store: failureStore(door),
    markOf: (text) => failureMark(keys.session, text),
    now,
    trouble: (error) =>
      log.warn('failed sign-ins are counted by each process for itself', faultFields(error)),
  });
  const passwords = new Passwords({
    cores: shareOf(availableParallelism()),
    clock: now,
    ...(app.hasher === undefined ? {} : { hasher: app.hasher }),
  });

  const sites = { visits, sessions, accounts: accountSessionStore(door), now };
  const sealTicket = (ticket: SiteTicket) => sealSiteTicket(keys.session, ticket);
  const { contentUrl } = app.settings;
  mountSites(outer, {
    openTicket: (text) => openSiteTicket(keys.session, text),
    sealTicket,
    open: (ticket) => openSite(sites, ticket),
    find: (siteHash, paths) => findSiteEntry(door, siteHash, paths),
    keepAlive: (visit) => keepAlive({ now }, { enter: { sessions, people, now }, visit }),
    uploadPath: app.uploadPath,
    now,
  });

  const tickets = { sessions, people, courses, items, reads, journal, now };
  const relaunchWindows = { relaunches: launch.relaunches, now };
  mountHandover(outer, site, { tickets, relaunchWindows, isOwnOrigin });

  const signInParts = {
    people,
    administrators,
    passwords,
    throttle: throttle({ now, ...(isAlone(app) ? {} : { shared: failures }) }),
    markOfWord: passingMarks(),
  };
  mountSignIn(inner, site, {
    signIn: signInParts,
    enter: { sessions, people, now },
    tickets,
    setPassword: {
      addresses: oneTimeAddressStore(door),
      people,
      administrators,
      passwords,
      commonPasswords: app.commonPasswords,
      now,
    },
    courses,
    mark: (text) => csrfToken(keys.session, text),
    isMark: (mark, text) => acceptsCsrfToken(keys.session, mark, [text]),
  });
  mountAgain(inner, site, tickets);
  mountLti11(inner, site, { publicUrl, courses });
  const desk: Desk = { site, courses, signIn: signInParts };
  const originOf = async (domain: string) => (await courses.addressOf(domain)) ?? publicUrl;
  const giveShortUrls = async (by: CourseCoordinator, items: readonly string[]) => {
    const newShortId = await drawShortIds();
    return makeShortUrls(door, { by, items, now: now(), newShortId });
  };
  const selections = selectionStore(door);
  const selection = { launch, targets: selectionTargets(door, version), selections };
  mountSelect(outer, site, {
    selection,
    answer: { ...selection, door, people, courses, makeShortUrls: giveShortUrls, originOf, now },
    largeForms: largeForms({ clock: now }),
    signIn: signInParts,
    isOwnOrigin,
    iconPath: asset('tinygate.svg'),
  });
  const atDesk = { door, rootKeys: keys.root, log, now };
  const { commonPasswords } = app;
  const keyChanges = mountDomainPages(inner, desk, {
    ...atDesk,
    publicUrl,
    commonPasswords,
    passwords,
    people,
    launch,
  });
  const imports = mountCoursePages(inner, desk, {
    ...atDesk,
    uploadPath: app.uploadPath,
    uploads: app.settings,
    giveShortUrls,
    originOf,
  });
  mountItems(inner, site, {
    visits,
    enter: { sessions, people, now },
    uploadPath: app.uploadPath,
    search: (by, search) => searchCourse(door, by, search),
    give: { words, keys: secrets, throttle: signInParts.throttle, now },
    sites: { contentUrl, publicUrl, sealTicket },
  });

  return {
    /** Changes of encryption keys and runs of imports; both come to rest where the process ends, and can be gone on with. */
    keyChanges,
    imports,
    /** Loads what would come with the first page and the first form, while nobody waits for it. */
    async loadTheRest(): Promise<void> {
      await loadSessionCarrier();
      await loadFormReader();
      await renderMarkdown('', '');
      site.views.compileAll(viewNames);
    },
  };
}

/** SQLite writes where everybody waits for it, so a process that shares its file with none counts in memory. */
function isAlone({ door, settings: { workers } }: AppParts): boolean {
  return door.dialect === 'sqlite' && workers === 1;
}
