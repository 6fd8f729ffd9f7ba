import type { PersonInCourse } from '../model/courseStanding.ts';
import type { StoredSetting } from '../model/deepLink.ts';
import type { Door } from './door.ts';
import { keptAnswers } from './keptAnswers.ts';
import {
  type AskedPerson,
  type AskedPlaces,
  type AskedSubject,
  findPeople,
  findPlaces,
  findRemembered,
  findSettings,
} from './launchPersonQueries.ts';

/** Whom and what a verified launch may be about, in one course. */
export interface LaunchQuestion {
  /** The version of the settings that the launch is judged by. */
  readonly version: number;
  readonly domainId: number;
  readonly courseId: number;
  /** Canonical; undefined where the launch names nobody. */
  readonly username: string | undefined;
  readonly protectorId: number;
  /** SHA-256 of the LMS's `user_id`; undefined where none was sent. */
  readonly subjectHash: Buffer | undefined;
  /** The item itself, then its folders outwards. */
  readonly chain: readonly number[];
  /** The link whose approved LMS places matter (R7); undefined where it is bound to none. */
  readonly boundLinkId?: number | undefined;
}

/** A place in the LMS; no resource link stands for the whole context. */
export interface LmsPlace {
  readonly contextId: string;
  readonly resourceLinkId: string | undefined;
}

export interface LaunchPerson extends PersonInCourse {
  readonly id: number;
}

export interface LaunchPeople {
  readonly person: LaunchPerson | undefined;
  /** Whom the memory of this protector holds for the LMS's `user_id` (R3). */
  readonly rememberedId: number | undefined;
  /** The deep-link settings of the item, its folders and the course, for every audience. */
  readonly settings: readonly StoredSetting[];
  /** Where the link may be launched from with this protector. */
  readonly places: readonly LmsPlace[];
}

export interface LaunchPersonStore {
  /** As much as was kept under the question's version, if that is everything. */
  remembered(question: LaunchQuestion): LaunchPeople | undefined;
  find(question: LaunchQuestion): Promise<LaunchPeople>;
}

/** Of so many people a process keeps what it read last. */
const mostPeople = 20_000;
const mostSettings = 5_000;

/**
 * Each kind of question is asked once for all launches that are under way, and what was found is kept while nothing
 * changes. The memory of LMS users is written by launches, which change no version: who is in it stays, who is not may
 * be there the next moment.
 */
export function launchPersonStore(door: Door): LaunchPersonStore {
  const people = keptAnswers<AskedPerson, LaunchPerson | undefined>(door, {
    most: mostPeople,
    name: ({ domainId, courseId, username }) => `${domainId} ${courseId} ${username}`,
    find: findPeople,
    lasts: (person) => person !== undefined,
  });
  const settings = keptAnswers<LaunchQuestion, readonly StoredSetting[]>(door, {
    most: mostSettings,
    name: ({ domainId, courseId, chain }) => `${domainId} ${courseId} ${chain.join()}`,
    find: findSettings,
    lasts: () => true,
  });
  const bound = keptAnswers<AskedPlaces, readonly LmsPlace[]>(door, {
    most: mostSettings,
    name: ({ domainId, boundLinkId, protectorId }) => `${domainId} ${boundLinkId} ${protectorId}`,
    find: findPlaces,
    lasts: () => true,
  });
  const remembered = keptAnswers<AskedSubject, number | undefined>(door, {
    most: mostPeople,
    name: ({ protectorId, subjectHash }) => `${protectorId} ${subjectHash.toString('latin1')}`,
    find: findRemembered,
    lasts: (id) => id !== undefined,
  });
  const nobody = { found: undefined };
  return {
    remembered(question) {
      const { username, subjectHash, boundLinkId } = question;
      const person = username === undefined ? nobody : people.known({ ...question, username });
      if (person === undefined) return undefined;
      const isAnybody = username === undefined || subjectHash === undefined;
      const before = isAnybody ? nobody : remembered.known({ ...question, subjectHash });
      const ofItem = settings.known(question);
      const ofLink = boundLinkId === undefined ? { found: [] } : bound.known({ ...question, boundLinkId });
      if (before === undefined || ofItem === undefined || ofLink === undefined) return undefined;
      return {
        person: person.found,
        rememberedId: before.found,
        settings: ofItem.found,
        places: ofLink.found,
      };
    },
    async find(question) {
      const { username, subjectHash, boundLinkId } = question;
      const [person, rememberedId, ofItem, ofLink] = await Promise.all([
        username === undefined ? undefined : people.ask({ ...question, username }),
        username === undefined || subjectHash === undefined
          ? undefined
          : remembered.ask({ ...question, subjectHash }),
        settings.ask(question),
        boundLinkId === undefined ? [] : bound.ask({ ...question, boundLinkId }),
      ]);
      return { person, rememberedId, settings: ofItem, places: ofLink };
    },
  };
}
