import { courseStanding } from '../../model/courseStanding.ts';
import { dayIn } from '../../model/days.ts';
import type { StoredSetting } from '../../model/deepLink.ts';
import type { LaunchSession, Visitor } from '../../model/launchSession.ts';
import { asksForWord, type GivenWord } from '../../model/sharedWord.ts';
import type { Course, CourseStore } from '../../storage/courseStore.ts';
import { accountHolder, type HeldWord, launchHolder } from '../../storage/givenWordStore.ts';
import type { ItemHead, ItemStore } from '../../storage/itemStore.ts';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import type { CoursePerson, PersonStore } from '../../storage/personStore.ts';
import type { CourseReads, ReadCourses } from './courseReads.ts';
import type { Visit } from './whoIsThere.ts';

/** One launch of this browser into the course, with its person as the course knows them now. */
export interface CourseLaunch {
  readonly known: KnownLaunch;
  readonly person: CoursePerson;
  readonly session: LaunchSession;
}

/** A visit to one course: everything that decides what may be seen there. */
export interface CourseVisit {
  readonly course: Course;
  readonly settings: readonly StoredSetting[];
  readonly account:
    | { readonly person: CoursePerson; readonly visitor: Visitor; readonly mark: string | undefined }
    | undefined;
  /** Newest first. Pending ones are not among them. */
  readonly launches: readonly CourseLaunch[];
  /** What else is read for this visit, as it stood at the same moment. */
  readonly reads: Pick<CourseReads, 'tree'>;
}

export interface CourseVisitParts {
  readonly courses: CourseStore;
  readonly items: ItemStore;
  readonly people: PersonStore;
  readonly reads: ReadCourses;
  readonly now: () => number;
}

/** Undefined where there is no such course; what the visitor may know of it is for the caller to judge. */
export async function visitCourse(
  parts: CourseVisitParts,
  address: { readonly domain: string; readonly course: string },
  visit: Visit,
  /** Of this very request, where something was read for it before. */
  known?: CourseReads,
): Promise<CourseVisit | undefined> {
  const reads = known ?? visit.reads ?? (await parts.reads());
  const course = await reads.course(address.domain, address.course);
  if (!course || course.archived) return undefined;
  const open = visit.launches.filter(
    ({ state, courseId }) => state === 'open' && courseId === course.courseId,
  );
  const ids = open.flatMap(({ personId }) => (personId === undefined ? [] : [personId]));
  const mark = visit.accountMark;
  const holders = () => [
    ...open.map(({ launchKey }) => launchHolder(launchKey)),
    ...(mark === undefined ? [] : [accountHolder(mark)]),
  ];
  const [people, items, { settings, words }] = await Promise.all([
    reads.people(course, [...new Set([...ids, ...(visit.person ? [visit.person.id] : [])])]),
    reads.heads(course, [...new Set(open.map(({ itemId }) => itemId))]),
    settingsAndWords(reads, course, holders),
  ]);
  const today = dayIn(course.timeZone, parts.now());
  const visitorOf = (person: CoursePerson, holder: () => Buffer | undefined): Visitor => {
    const own = words.length === 0 ? undefined : holder();
    return {
      personId: person.id,
      standing: courseStanding(person, today),
      words: words.flatMap((word) => (own?.equals(word.holder) ? [word.given] : [])),
    };
  };
  const account = people.find(({ id }) => id === visit.person?.id);
  return {
    course,
    settings,
    reads,
    account: account && {
      person: account,
      visitor: visitorOf(account, () => (mark === undefined ? undefined : accountHolder(mark))),
      mark,
    },
    launches: open.flatMap((known) => {
      const person = people.find(({ id }) => id === known.personId);
      const item = items.find(({ id }) => id === known.itemId);
      if (!person || !item || person.disabled || known.startedAt < person.sessionsAfter) return [];
      const visitor = visitorOf(person, () => launchHolder(known.launchKey));
      return [{ known, person, session: sessionOf(known, item, visitor) }];
    }),
  };
}

interface WordOfSession {
  readonly holder: Buffer;
  readonly given: GivenWord;
}

/** Words are looked for only where some item asks for one; only then the sessions' hashes are needed. */
async function settingsAndWords(
  reads: CourseReads,
  course: Course,
  holders: () => readonly Buffer[],
): Promise<{ readonly settings: readonly StoredSetting[]; readonly words: readonly WordOfSession[] }> {
  const settings = await reads.settings(course);
  const asks = settings.some(({ parts }) => parts.protect !== undefined && asksForWord(parts.protect));
  const sessions = asks ? holders() : [];
  const held = sessions.length > 0 ? await reads.words(sessions) : [];
  if (held.length === 0) return { settings, words: [] };
  const heads = await reads.heads(course, [...new Set(held.map(({ itemId }) => itemId))]);
  const wordOf = ({ holder, itemId, version }: HeldWord): readonly WordOfSession[] => {
    const head = heads.find(({ id }) => id === itemId);
    if (!head) return [];
    const item = { courseId: course.courseId, chain: head.chain, isFolder: head.kind === 'folder' };
    return [{ holder, given: { item, version } }];
  };
  return { settings, words: held.flatMap(wordOf) };
}

function sessionOf(known: KnownLaunch, item: ItemHead, visitor: Visitor): LaunchSession {
  return {
    visitor,
    launched: { courseId: known.courseId, chain: item.chain, isFolder: item.kind === 'folder' },
    protector: known.protector,
    passwordSignedIn: known.passwordSignedIn,
  };
}
