import { dirname } from 'node:path';
import type Router from '@koa/router';
import { randomToken } from './crypto/randomTokens.ts';
import { mountAsStudent } from './routes/asStudent/index.ts';
import { mountContents } from './routes/contents/index.ts';
import { mountCourseSettings } from './routes/courseSettings/index.ts';
import { mountDeepLinks } from './routes/deepLinks/index.ts';
import type { Desk } from './routes/desk.ts';
import { mountImporting } from './routes/importing/index.ts';
import { mountItemPage } from './routes/itemPage/index.ts';
import { mountMenus } from './routes/menus/index.ts';
import { mountOverview } from './routes/overview/index.ts';
import { mountRoster } from './routes/roster/index.ts';
import { mountShortUrls } from './routes/shortUrls/index.ts';
import { deleteItems, readLoss } from './services/contents/deleteItems.ts';
import { editItem, readForEdit } from './services/contents/editItem.ts';
import { makeItem } from './services/contents/makeItem.ts';
import { moveItems } from './services/contents/moveItems.ts';
import { readContents, readFolders } from './services/contents/readContents.ts';
import { allPairs, readCopy } from './services/courses/readCopy.ts';
import { deepLinkDeeds } from './services/deepLinks/deeds.ts';
import { seeAsStudent } from './services/explain/asStudent.ts';
import { explainItem, readItem } from './services/explain/readItem.ts';
import { importRuns } from './services/importing/importRuns.ts';
import { discardImport, recentImports, viewImport } from './services/importing/viewImport.ts';
import { renderPage as renderMarkdown } from './services/items/renderPage.ts';
import { countsOfLink } from './services/journal/ownCounts.ts';
import type { HeldRootKeys } from './services/keys/rootKeyWatch.ts';
import { deleteMenu, editMenu, makeMenu, readMenus } from './services/menus/manageMenus.ts';
import { courseOverview, domainOverview } from './services/overview/overviews.ts';
import { actorOf, type CourseCoordinator } from './services/rights/coordinators.ts';
import { addRole } from './services/roster/addRole.ts';
import { changeRoles, endRoles } from './services/roster/changeRoles.ts';
import { applyDraft, handInRoster, previewRoster } from './services/roster/importRoster.ts';
import { allOfRoster, readRoles, readRoster, suggestPeople } from './services/roster/readRoster.ts';
import {
  changeCourseSettings,
  readCourseNumbers,
  readCourseSettings,
  setArchived,
} from './services/settings/courseSettings.ts';
import { cartridgeOutline } from './services/shortUrls/cartridgeOutline.ts';
import { cartridgeZip } from './services/shortUrls/cartridgeZip.ts';
import { changePlaces } from './services/shortUrls/changePlaces.ts';
import { changeShortUrl, readShortUrl } from './services/shortUrls/changeShortUrl.ts';
import { drawShortIds } from './services/shortUrls/drawShortIds.ts';
import { applyIdDraft, handInIds, previewDraft } from './services/shortUrls/idDrafts.ts';
import { readPlaceOf, readPlaces } from './services/shortUrls/linkPlaces.ts';
import { allShortUrls, listShortUrls, listWithout } from './services/shortUrls/listShortUrls.ts';
import { makeForAll } from './services/shortUrls/makeShortUrls.ts';
import { pointShortUrl, possibleTarget, possibleTargets } from './services/shortUrls/pointShortUrl.ts';
import { qrOf } from './services/shortUrls/qrOf.ts';
import { unpackSite } from './services/sites/unpackSite.ts';
import type { Settings } from './settings.ts';
import type { Door } from './storage/door.ts';
import { hasPairs } from './storage/linkCopyStore.ts';
import { faultFields, type Log } from './web/log.ts';

/** What pages of a course are joined from. */
export interface CoursePagesParts {
  readonly door: Door;
  readonly rootKeys: HeldRootKeys;
  readonly uploadPath: (hash: string) => string;
  readonly uploads: Pick<Settings, 'uploadLimitMib' | 'uploadsDir'>;
  readonly giveShortUrls: (by: CourseCoordinator, items: readonly string[]) => Promise<number>;
  readonly originOf: (domain: string) => Promise<string>;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Mounts what coordinators of courses see, and the first page of courses and domains.
 * @returns runs of imports, which come to rest where the process ends, and are swept up after
 */
export function mountCoursePages(inner: Router, desk: Desk, parts: CoursePagesParts) {
  const { door, giveShortUrls, log, now, originOf, rootKeys, uploadPath: pathOf, uploads } = parts;
  mountCourseSettings(inner, desk, {
    read: (by) => readCourseSettings(door, by, now()),
    change: (change) => changeCourseSettings(door, change, now()),
    numbers: (by) => readCourseNumbers(door, by),
    setArchived: (change) => setArchived(door, change, now()),
  });
  mountRoster(inner, desk, {
    read: (by, part) => readRoster(door, by, { ...part, now: now() }),
    all: (by, question) => allOfRoster(door, by, { question, now: now() }),
    roles: (by, ids) => readRoles(door, by, ids),
    findPeople: (by, question) => suggestPeople(door, by, question),
    add: (adding) => addRole(door, adding, now()),
    change: (changing) => changeRoles(door, changing, now()),
    end: (chosen) => endRoles(door, chosen, now()),
    handIn: (list) => handInRoster(door, list, now()),
    preview: (draft) => previewRoster(door, draft, now()),
    apply: (applying) => applyDraft(door, applying, now()),
  });
  const makeAll = async (by: CourseCoordinator) => {
    const newShortId = await drawShortIds();
    const end = now() + longestMaking;
    return makeForAll(door, { by, now: now(), newShortId, isTime: () => now() < end });
  };
  mountContents(inner, desk, {
    list: (by, question) => readContents(door, by, { ...question, now: now() }),
    folders: (by, moving) => readFolders(door, by, moving),
    make: (item) => makeItem(door, { ...item, now: now(), pathOf }),
    read: (by, itemId) => readForEdit(door, by, itemId),
    edit: (edit) => editItem(door, { ...edit, now: now(), pathOf }),
    move: (moving) => moveItems(door, { ...moving, now: now() }),
    loss: (by, items) => readLoss(door, by, items),
    remove: (deleting) => deleteItems(door, { ...deleting, now: now(), pathOf }),
    makeShortUrls: giveShortUrls,
    originOf,
    unpack: (archive) =>
      unpackSite(archive, {
        folder: dirname(archive),
        mostBytes: uploads.uploadLimitMib * 5 * 1024 * 1024,
      }),
    render: renderMarkdown,
  });
  const importing = {
    door,
    folder: uploads.uploadsDir,
    pathOf,
    limitMib: uploads.uploadLimitMib,
    now,
    newToken: randomToken,
    trouble: (error: unknown) => log.error('an import of contents failed', faultFields(error)),
  };
  const imports = importRuns(importing);
  // Before the pages of single items, whose ids never are `import`.
  mountImporting(inner, desk, {
    folders: (by) => readFolders(door, by, []),
    recent: ({ course }) => recentImports(door, course),
    handIn: (by, handed) => imports.handIn({ ...handed, by: { scope: by.course, actor: actorOf(by) } }),
    view: ({ course }, question) => viewImport(door, course, question),
    apply: (by, one) => imports.apply({ scope: by.course, actor: actorOf(by) }, one),
    discard: ({ course }, id) => discardImport(importing, course, id),
  });
  mountItemPage(inner, desk, {
    read: (by, itemId, around) => readItem(door, by, { itemId, now: now(), around }),
    counts: (by, link) => countsOfLink(door, by, { link, now: now() }),
    explain: (by, overview, username) => explainItem(door, by, { overview, username, now: now() }),
    originOf,
  });
  mountAsStudent(inner, desk, {
    see: (by, question) => seeAsStudent(door, by, { ...question, now: now() }),
    render: renderMarkdown,
    uploadPath: pathOf,
  });
  mountDeepLinks(inner, desk, deepLinkDeeds({ door, rootKeys, now }));
  mountMenus(inner, desk, {
    read: (by) => readMenus(door, by),
    make: (wanted) => makeMenu(door, wanted, now()),
    change: (wanted) => editMenu(door, wanted, now()),
    remove: (which) => deleteMenu(door, which, now()),
  });
  const seconds = () => Math.floor(now() / 1000);
  mountShortUrls(inner, desk, {
    list: (by, question) => listShortUrls(door, by, { ...question, now: seconds() }),
    all: (by, question) => allShortUrls(door, by, { ...question, now: seconds() }),
    without: (by, question) => listWithout(door, by, question),
    make: giveShortUrls,
    makeAll,
    qr: qrOf,
    outline: (by, question) => cartridgeOutline(door, by, { ...question, now: seconds() }),
    zip: cartridgeZip,
    read: (by, shortId) => readShortUrl(door, by, { shortId, now: now() }),
    counts: (by, link) => countsOfLink(door, by, { link, now: now() }),
    change: (change) => changeShortUrl(door, { ...change, now: now() }),
    targets: (by, question) => possibleTargets(door, by, question),
    copied: (by, question) => readCopy(door, by, question),
    isCopy: (by) => door.read((sql) => hasPairs(sql, by.course)),
    allCopied: (by, question) => allPairs(door, by, question),
    handIn: (list) => handInIds(door, list, now()),
    preview: (draft) => previewDraft(door, draft, now()),
    apply: (draft) => applyIdDraft(door, draft, now()),
    target: (by, itemId) => possibleTarget(door, by, itemId),
    point: (pointing) => pointShortUrl(door, { ...pointing, now: now() }),
    readPlaces: (by, question) => readPlaces(door, by, { ...question, now: now() }),
    readPlace: (by, which) => readPlaceOf(door, by, { ...which, now: now() }),
    changePlaces: (change) => changePlaces(door, { ...change, now: now() }),
    originOf,
  });
  mountOverview(inner, desk, {
    ofDomain: (at) => domainOverview(door, at, now()),
    ofCourse: (at) => courseOverview(door, at, now()),
  });
  return imports;
}

/** How long a visitor waits for short URLs of a whole course before a page says how far it is, milliseconds. */
const longestMaking = 3_000;
