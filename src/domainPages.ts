import type Router from '@koa/router';
import type { Passwords } from './crypto/passwords.ts';
import { mountAccount } from './routes/account/index.ts';
import { mountAudit } from './routes/audit/index.ts';
import { mountCourses } from './routes/courses/index.ts';
import type { Desk } from './routes/desk.ts';
import { mountEncryption } from './routes/encryption/index.ts';
import { mountInspector } from './routes/inspector/index.ts';
import { mountJournal } from './routes/journal/index.ts';
import { mountLaunchers } from './routes/launchers/index.ts';
import { mountPeople } from './routes/people/index.ts';
import { mountProtectors } from './routes/protectors/index.ts';
import { mountServer } from './routes/server/index.ts';
import { mountSettings } from './routes/settings/index.ts';
import { mountSetup } from './routes/setup/index.ts';
import { mountStory } from './routes/story/index.ts';
import { mountTestLaunch } from './routes/testlaunch/index.ts';
import { ownDeeds } from './services/account/ownAccount.ts';
import { allOfAudit, readAudit } from './services/audit/readAudit.ts';
import { copyCourse } from './services/courses/copyCourse.ts';
import { makeCourse, readCourses } from './services/courses/manageCourses.ts';
import { serverDeeds } from './services/domains/serverDeeds.ts';
import { choiceOf, chooseParameter } from './services/inspector/chooseParameter.ts';
import { switchExplaining } from './services/inspector/explaining.ts';
import { launchStory } from './services/inspector/launchStory.ts';
import { recentLaunches } from './services/inspector/recentLaunches.ts';
import { testLaunch } from './services/inspector/testLaunch.ts';
import { countsOfProtector } from './services/journal/ownCounts.ts';
import { allOfJournal, readJournal } from './services/journal/readJournal.ts';
import { subjectCounts } from './services/journal/subjectCounts.ts';
import type { HeldRootKeys } from './services/keys/rootKeyWatch.ts';
import type { LaunchParts } from './services/launch/launchParts.ts';
import {
  forgetLauncher,
  readLaunchers,
  recommendLauncher,
} from './services/launchers/recommendedLaunchers.ts';
import { peopleDeeds } from './services/people/peopleDeeds.ts';
import { protectorDeeds } from './services/protectors/deeds.ts';
import { actorOf } from './services/rights/coordinators.ts';
import { suggestPeople } from './services/roster/readRoster.ts';
import { readDomainKeys } from './services/secrets/domainKeys.ts';
import { keyChanges } from './services/secrets/keyChanges.ts';
import { readDomainFacts } from './services/settings/domainFacts.ts';
import { changeDomainSettings, readDomainSettings } from './services/settings/domainSettings.ts';
import { readSetup } from './services/setup/readSetup.ts';
import { drawShortIds } from './services/shortUrls/drawShortIds.ts';
import type { Door } from './storage/door.ts';
import type { PersonStore } from './storage/personStore.ts';
import { testProtectors } from './storage/testLinkStore.ts';
import { faultFields, type Log } from './web/log.ts';

/** What pages of a domain, of the server and of both courses and domains are joined from. */
export interface DomainPagesParts {
  readonly door: Door;
  readonly rootKeys: HeldRootKeys;
  readonly publicUrl: string;
  readonly commonPasswords: () => Promise<(text: string) => boolean>;
  readonly passwords: Passwords;
  readonly people: PersonStore;
  readonly launch: LaunchParts;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Mounts what coordinators of domains and administrators see; pages that courses have too are with them.
 * @returns changes of encryption keys, which come to rest where the process ends and can be gone on with
 */
export function mountDomainPages(inner: Router, desk: Desk, parts: DomainPagesParts) {
  const { commonPasswords, door, launch, log, now, passwords, people, publicUrl, rootKeys } = parts;
  const { courses } = desk;
  mountAccount(inner, desk, ownDeeds({ door, passwords, commonPasswords, now }));
  mountServer(inner, desk, serverDeeds({ door, publicUrl, now }));
  mountSettings(inner, desk, {
    read: (by) => readDomainSettings(door, by),
    facts: (by) => readDomainFacts(door, by, publicUrl),
    change: (change) => changeDomainSettings(door, change, now()),
  });
  mountLaunchers(inner, desk, {
    read: (by) => readLaunchers(door, by),
    recommend: (change) => recommendLauncher(door, change, now()),
    forget: (change) => forgetLauncher(door, change, now()),
  });
  const changes = keyChanges(door, {
    root: rootKeys,
    now,
    trouble: (domain, error) =>
      log.error('a change of an encryption key stopped; it can be gone on with', {
        domain,
        ...faultFields(error),
      }),
  });
  mountEncryption(inner, desk, {
    read: (by) => readDomainKeys(door, by),
    start: (by) => changes.start(by),
    isRunning: ({ domain }) => changes.isRunning(domain.domainId),
  });
  mountSetup(inner, desk, { read: (question) => readSetup(door, publicUrl, question) });
  mountProtectors(inner, desk, protectorDeeds({ door, root: () => rootKeys.current(), now }));
  mountPeople(inner, desk, peopleDeeds({ door, courses, publicUrl, now }));
  mountAudit(inner, desk, {
    read: (by, question) => readAudit(door, by, question),
    all: (by, pattern) => allOfAudit(door, by, pattern),
  });
  mountCourses(inner, desk, {
    read: (by, question) => readCourses(door, by, { ...question, now: now() }),
    copy: async ({ by, ...copying }) => {
      const newShortId = await drawShortIds();
      const at = { domain: by.domain.name, actor: actorOf(by), now: now(), newShortId };
      return copyCourse(door, { ...copying, ...at });
    },
    make: (making) => makeCourse(door, making, now()),
    findPeople: (by, question) => suggestPeople(door, by, question),
  });
  mountJournal(inner, desk, {
    read: (at, question) => readJournal(door, at, question),
    all: (at, question) => allOfJournal(door, at, question),
    counts: (at, question) => subjectCounts(door, at, { question, now: now() }),
  });
  // After `/journal/csv`, which would pass for a reference.
  mountInspector(inner, desk, {
    counts: (by, number) => countsOfProtector(door, by, { number, now: now() }),
    recent: (by, number) => recentLaunches(door, by, number),
    explain: (by, on) => switchExplaining(door, { by, on }, now()),
    choice: (asked) => choiceOf(door, asked, now()),
    choose: (choosing) => chooseParameter(door, choosing, now()),
  });
  mountTestLaunch(inner, desk, {
    protectors: (by) =>
      door.read((sql) => {
        const courseId = 'course' in by ? by.course.courseId : undefined;
        return testProtectors(sql, { domainId: by.domain.domainId, courseId });
      }),
    test: (order) => testLaunch({ door, launch, people }, order),
  });
  mountStory(inner, desk, { read: (by, reference) => launchStory(door, by, reference) });
  return changes;
}
