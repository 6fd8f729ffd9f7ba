import type { RequestListener } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import Router from '@koa/router';
import Koa from 'koa';
import type { AllPages, MountAllPages } from './allPages.ts';
import { acceptsCsrfToken, csrfToken } from './crypto/csrfToken.ts';
import { sha256, tokenHash } from './crypto/digest.ts';
import type { Hasher } from './crypto/passwordHash.ts';
import { randomReference, randomToken } from './crypto/randomTokens.ts';
import { cookieSigningKeys, type SessionKeys } from './crypto/sessionKeys.ts';
import { urlFrom } from './model/urlFrom.ts';
import { mountHealth } from './routes/health/index.ts';
import { mountLaunch } from './routes/launch/index.ts';
import type { ViewModels } from './routes/pages.ts';
import { launchCookie, type Site } from './routes/site.ts';
import { sitePrefix } from './routes/sitePath.ts';
import { mountTiny } from './routes/tiny/index.ts';
import { showTypedOnce } from './routes/typedAgain.ts';
import { keepSamples } from './services/inspector/keepSamples.ts';
import { signatureCauseOf } from './services/inspector/signatureCause.ts';
import { keyRing } from './services/keys/keyRing.ts';
import { missingKeys } from './services/keys/loadKeys.ts';
import type { HeldRootKeys } from './services/keys/rootKeyWatch.ts';
import { FairTurns } from './services/launch/fairTurns.ts';
import { largeForms } from './services/launch/largeForms.ts';
import { launchInspector } from './services/launch/launchInspector.ts';
import type { LaunchParts } from './services/launch/launchParts.ts';
import { placesSeen } from './services/launch/placesSeen.ts';
import { refusalJournal } from './services/launch/refusalJournal.ts';
import { repeatJournal } from './services/launch/repeatJournal.ts';
import { keepPlaces } from './services/shortUrls/keepPlaces.ts';
import { lookLater } from './services/tiny/lookLater.ts';
import { sweepUploads } from './services/uploads/sweepUploads.ts';
import { courseReads } from './services/visit/courseReads.ts';
import type { Settings } from './settings.ts';
import { accountSessionStore } from './storage/accountSessionStore.ts';
import { administratorStore } from './storage/administratorStore.ts';
import { courseStore } from './storage/courseStore.ts';
import { timeOf } from './storage/databaseTime.ts';
import { dataKeyStore } from './storage/dataKeyStore.ts';
import { DatabaseAway } from './storage/dialect.ts';
import type { Door } from './storage/door.ts';
import { givenWordStore } from './storage/givenWordStore.ts';
import { handoverStore } from './storage/handoverStore.ts';
import { itemStore } from './storage/itemStore.ts';
import { journalStore } from './storage/journalStore.ts';
import { launchPersonStore } from './storage/launchPersonStore.ts';
import { launchSessionStore } from './storage/launchSessionStore.ts';
import { launchStore } from './storage/launchStore.ts';
import { launchTargetStore } from './storage/launchTargetStore.ts';
import { linkPresence } from './storage/linkPresence.ts';
import { linkStore } from './storage/linkStore.ts';
import { schemaState } from './storage/migrating.ts';
import { personStore } from './storage/personStore.ts';
import { relaunchStore } from './storage/relaunchStore.ts';
import { settingsVersion } from './storage/settingsVersion.ts';
import { hashesInUse } from './storage/treeStore.ts';
import { type AccountSession, accountSessions } from './web/accountSession.ts';
import { trustProxies } from './web/clientAddress.ts';
import { contentHost, mayBeContentHost } from './web/contentHost.ts';
import { accountCookie, cleanCookies, cookieRules } from './web/cookies.ts';
import { csrf } from './web/csrf.ts';
import { errorBoundary, logLateFaults, type ProblemPage } from './web/errorBoundary.ts';
import { frontDoor } from './web/frontDoor.ts';
import { guesses } from './web/guesses.ts';
import { bareHeaders, securityHeaders } from './web/headers.ts';
import { type FindRoutes, refuseBadAddress, refuseUnknownRoutes } from './web/knownRoutes.ts';
import { textsFor } from './web/language.ts';
import { faultFields, type Log } from './web/log.ts';
import { plainHttp, refusePlainHttp } from './web/plainHttp.ts';
import { requestLog } from './web/requestLog.ts';
import { staticAssets } from './web/staticAssets.ts';
import { loadLanguages } from './web/texts.ts';
import { uploads } from './web/upload.ts';
import { loadViews } from './web/views.ts';

/** Everything from outside that the application is joined from. */
export interface AppParts {
  readonly root: string;
  readonly publicUrl: string;
  readonly uploadPath: (hash: string) => string;
  readonly settings: Pick<
    Settings,
    'contentUrl' | 'trustedProxies' | 'uploadLimitMib' | 'uploadsDir' | 'workers'
  >;
  /** Left out: argon2id. */
  readonly hasher?: Hasher;
  readonly door: Door;
  readonly keys: { readonly root: HeldRootKeys; readonly session: SessionKeys };
  readonly commonPasswords: () => Promise<(text: string) => boolean>;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface App {
  /** Behind the front door. */
  readonly koa: Koa;
  /** Answers every request. */
  readonly listener: RequestListener;
  /** Routes that are mounted, for the house's tests. */
  readonly routers: readonly Router[];
  /** Mounts all pages at once; left out, they are loaded when they are first asked for. */
  readonly mount: (mountAllPages: MountAllPages) => void;
  /** Whether a route reads a form with a file; for the house's tests, too. */
  readonly isUpload: (pattern: string) => boolean;
  /** From now on not ready, so that a balancer sends nobody any more. */
  readonly startDraining: () => void;
  /** Writes what waits to be written. */
  readonly flush: () => Promise<void>;
  /** Clean up after imports that were left alone, and after uploads that were cut off with their process. */
  readonly sweeps: { readonly imports: () => Promise<void>; readonly uploads: () => Promise<void> };
  /** All pages and what they need, while nobody waits for it: it would come with the first page and the first form. */
  readonly loadTheRest: () => Promise<void>;
}

/** Joins everything by hand, in the order in which a request meets it. */
export function makeApp(parts: AppParts): App {
  const { door, keys, log, now, publicUrl, root } = parts;
  const koa = new Koa();
  trustProxies(koa, parts.settings.trustedProxies);
  logLateFaults(koa, log);

  const cookies = cookieRules(publicUrl);
  const languages = loadLanguages(join(root, 'views', 'texts'));
  const assets = staticAssets({ folder: join(root, 'views', 'assets'), hash: sha256 });
  const { t, lang } = languages.of(undefined);
  const shared = { t, asset: assets.asset, lang };
  const views = loadViews<ViewModels>({ root: join(root, 'views'), shared });

  const dataKeys = dataKeyStore(door);
  const people = personStore(door);
  const administrators = administratorStore(door);
  const sessions = launchSessionStore(door);
  const courses = courseStore(door);
  const items = itemStore(door);
  const links = linkStore(door);
  const version = settingsVersion(door);
  const words = givenWordStore(door, now);
  const reads = courseReads({ courses, items, people, links, words }, version);
  const journal = journalStore(door);
  const newReference = randomReference;
  const refusals = refusalJournal({
    journal,
    newReference,
    perLink: shareOf(60, parts),
    perServer: shareOf(1_000, parts),
    trouble: (error) =>
      log.warn('refused launches could not be written down; they are counted', faultFields(error)),
  });
  const secrets = keyRing(dataKeys, keys.root);
  const inspector = launchInspector({
    keep: (seen) =>
      keepSamples(
        { door, now, causeOf: (one) => signatureCauseOf({ door, keys: secrets, publicUrl }, one) },
        seen,
      ),
    trouble: (error) => log.warn('launches could not be kept for a closer look', faultFields(error)),
  });
  const places = placesSeen({
    keep: (seen) => keepPlaces(door, seen),
    trouble: (error) =>
      log.warn('places that links were launched from could not be counted', faultFields(error)),
  });
  const launch: LaunchParts = {
    publicUrl,
    publicHost: new URL(publicUrl).host,
    targets: launchTargetStore(door, version),
    people: launchPersonStore(door),
    launches: launchStore(door),
    sessions,
    relaunches: relaunchStore(door),
    visits: { people, courses, items, reads, now },
    refusals,
    repeats: repeatJournal({ journal, refusals }),
    inspector,
    places,
    keys: secrets,
    turns: new FairTurns(),
    now,
    newReference,
    alarm: (sentence, facts) => log.error(sentence, facts),
  };

  const accounts = accountSessions(koa, {
    rules: cookies,
    signingKeys: cookieSigningKeys(keys.session),
    store: accountSessionStore(door),
    newId: randomToken,
    hash: tokenHash,
    now,
  });
  const isOurs = (origin: string, ctx: Koa.Context) => isOwnOrigin(origin, ctx.get('Host'), publicUrl);
  const forms = csrf({
    rules: cookies,
    isOwnOrigin: isOurs,
    bindings: [accountCookie, launchCookie],
    makeToken: (binding) => csrfToken(keys.session, binding),
    acceptsToken: (token, bindings) => acceptsCsrfToken(keys.session, token, bindings),
    newBinding: randomToken,
    ownerOf: (ctx) => ownerWord(accounts.current(ctx)),
    isUpload: (ctx) => received.isAdmitted(ctx),
  });
  const received = uploads({
    folder: parts.settings.uploadsDir,
    limitMib: parts.settings.uploadLimitMib,
    acceptsToken: forms.accepts,
    isOwnToken: forms.isOwn,
    newName: randomToken,
    now,
  });
  const visits = { people, administrators, sessions, courses, items, reads, now };
  const handover = { handovers: handoverStore(door), now };
  const site: Site = {
    views,
    languages,
    cookies,
    csrf: forms,
    uploads: received,
    accounts,
    visits,
    handover,
    now,
    newReference,
    newToken: randomToken,
    tokenHash,
  };
  let draining = false;
  const launches = newRouter();
  mountHealth(launches, {
    faults: async () => (draining ? ['draining'] : await faultsOf(parts)),
    log: (faults) => log.warn('not ready', { faults: faults.join(', ') }),
  });
  const ofLaunches = mountLaunch(launches, site, {
    launch,
    largeForms: largeForms({ clock: now }),
    guesses: guesses(now),
  });

  const outer = newRouter();
  const inner = newRouter();
  const ofShortUrls = mountTiny(inner, site, {
    visits,
    guesses: guesses(now),
    lookLater: lookLater(linkPresence(door)),
  });
  const routers = [launches, outer, inner];
  let find: FindRoutes = () => [];
  let pages: AllPages | undefined;
  const mount = (mountAllPages: MountAllPages) => {
    if (pages !== undefined) return pages;
    pages = mountAllPages({ outer, inner }, site, {
      app: parts,
      launch,
      version,
      words,
      journal,
      asset: assets.asset,
      isOwnOrigin: isOurs,
      shareOf: (all) => shareOf(all, parts),
    });
    find = findRoutes(routers);
    return pages;
  };
  const allPages = async () => pages ?? mount((await import('./allPages.ts')).mountAllPages);

  const sentence = ({ textKey, values }: ProblemPage, ctx: Koa.Context) =>
    textsFor(ctx, languages).t(textKey, values);
  const renderPage = (problem: ProblemPage, ctx: Koa.Context) => {
    const speech = textsFor(ctx, languages);
    ctx.vary('Accept-Language');
    const page = { title: speech.t(problemTitle(problem.status)) };
    const { reference } = problem;
    return views.render('error/problem', { page, sentence: sentence(problem, ctx), reference }, speech);
  };

  koa.use(errorBoundary({ log, renderPage, sentence, newReference }));
  const requests = requestLog({
    log,
    now,
    newRequestId: () => randomToken().slice(0, 12),
    quietRoutes: forMachines,
  });
  koa.use(requests.middleware);
  const https = publicUrl.startsWith('https:');
  koa.use(securityHeaders({ https, newNonce: randomToken }));
  koa.use(refuseBadAddress());
  const { contentUrl, trustedProxies } = parts.settings;
  koa.use(contentHost(contentUrl, sitePrefix));
  const isRefused = plainHttp({ proxies: trustedProxies, https, spared: forMachines });
  koa.use(refusePlainHttp(isRefused));
  koa.use(cleanCookies(cookies));
  koa.use(assets.serve);
  koa.use(launches.routes());
  // Whoever comes for a page before it is loaded waits, and is not told that there is none.
  koa.use((_ctx, next) => (pages === undefined ? allPages().then(next) : next()));
  koa.use(outer.routes());
  koa.use(refuseUnknownRoutes((path) => find(path)));
  koa.use(accounts.load);
  koa.use(showTypedOnce(site));
  koa.use(forms.check);
  koa.use(inner.routes());

  const mayBeElsewhere = mayBeContentHost(contentUrl);
  const listener = frontDoor({
    koa,
    routes: [...ofLaunches, ofShortUrls],
    mayBeRefused: (asked) => mayBeElsewhere(asked) || isRefused(asked),
    log: requests,
    headers: bareHeaders(https),
    cookies,
  });

  return {
    koa,
    listener,
    routers,
    mount: (mountAllPages) => void mount(mountAllPages),
    isUpload: received.isUpload,
    startDraining: () => {
      draining = true;
    },
    async flush() {
      await Promise.all([refusals.flush(), inspector.flush(), places.flush()]);
      await refusals.flush();
      if (draining) await Promise.all([pages?.keyChanges.stop(), pages?.imports.stop()]);
    },
    sweeps: {
      imports: async () => (await allPages()).imports.sweep(),
      async uploads() {
        await received.sweep();
        const inUse = (hashes: readonly string[]) => door.read((sql) => hashesInUse(sql, hashes));
        await sweepUploads({ folder: parts.settings.uploadsDir, inUse, now: now() });
      },
    },
    loadTheRest: async () => (await allPages()).loadTheRest(),
  };
}

const forMachines = ['/livez', '/readyz'];

/** For forms (`web/csrf.ts`): who is signed in, in a word. */
function ownerWord(session: AccountSession | undefined): string | undefined {
  if (!session) return undefined;
  const { owner } = session;
  return 'personId' in owner ? `person ${owner.personId}` : `administrator ${owner.administratorId}`;
}

/** What one of the processes that share the port may use of what the server has. */
function shareOf(all: number, { settings: { workers } }: AppParts): number {
  return Math.max(1, Math.ceil(all / (workers === 'auto' ? availableParallelism() : workers)));
}

function problemTitle(status: number): string {
  if (status === 404) return 'problem.notFoundTitle';
  return status >= 500 ? 'problem.faultTitle' : 'problem.title';
}

/** Addresses are compared letter by letter, slashes included (architecture.md, Traps). */
function newRouter(): Router {
  return new Router({ sensitive: true, strict: true });
}

/** Looked up by the first word of an address: every request asks, and most patterns begin with a word of their own. */
function findRoutes(routers: readonly Router[]): FindRoutes {
  const byWord = new Map<string, Router['stack']>();
  const ofAnyWord: Router['stack'] = [];
  for (const layer of routers.flatMap(({ stack }) => stack)) {
    const word = firstWord(String(layer.path));
    if (word.startsWith(':')) ofAnyWord.push(layer);
    else byWord.set(word, [...(byWord.get(word) ?? []), layer]);
  }
  return (path) =>
    [...(byWord.get(firstWord(path)) ?? []), ...ofAnyWord]
      .filter((layer) => layer.match(path))
      .map((layer) => ({ pattern: String(layer.path), methods: layer.methods }));
}

function firstWord(path: string): string {
  return path.split('/', 2)[1] ?? '';
}

/** The page that sent a form must be ours: the origin of the very host that this request came to. */
function isOwnOrigin(origin: string, host: string, publicUrl: string): boolean {
  if (origin === publicUrl) return true;
  return urlFrom(origin)?.host === host.toLowerCase();
}

/** What keeps this process from serving (contract.md, /readyz; R16, R20). */
async function faultsOf({ door, keys, now }: AppParts): Promise<readonly string[]> {
  const nearby: Door = { ...door, read: door.probe };
  try {
    const { state } = await schemaState(nearby);
    if (state !== 'current') return [`schema is ${state}`];
    const missing = await missingKeys(keys.root.current(), dataKeyStore(nearby));
    if (missing.length > 0) return [`missing keys ${missing.join(' ')}`];
    const apart = Math.abs(now() - (await door.probe(timeOf)));
    return apart > 61_000 ? ['clock differs from the database'] : [];
  } catch (error) {
    const reason = error instanceof DatabaseAway ? error.reason : undefined;
    return [reason === undefined ? 'database away' : `database away: ${reason}`];
  }
}
