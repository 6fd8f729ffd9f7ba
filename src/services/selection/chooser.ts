import { sealFor } from '../../crypto/browserSeal.ts';
import { tokenHash } from '../../crypto/digest.ts';
import { randomToken } from '../../crypto/randomTokens.ts';
import { activeOn, dayIn } from '../../model/days.ts';
import { Secret } from '../../model/secret.ts';
import type { CourseStore } from '../../storage/courseStore.ts';
import type { Person, PersonStore } from '../../storage/personStore.ts';
import type { KnownSelection, SelectionStore, SignedInPerson } from '../../storage/selectionStore.ts';
import { lifeTimes } from '../launch/lifeTimes.ts';
import { type CourseCoordinator, courseCoordinator } from '../rights/coordinators.ts';
import { askedPlace, openAsked, type SelectionAsked } from './asked.ts';

export interface ChooserParts {
  readonly selections: SelectionStore;
  readonly people: PersonStore;
  readonly courses: CourseStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A choice that is under way, as the page that holds its token may go on with it. */
export interface Chooser {
  readonly selection: KnownSelection;
  readonly asked: SelectionAsked;
  readonly token: string;
  /** Judged for this very request; undefined until somebody has signed in. */
  readonly person: Person | undefined;
}

/** Undefined for a choice that never was, is over or answered, and for one whose person may not come in any more. */
export async function chooserOf(parts: ChooserParts, token: string): Promise<Chooser | undefined> {
  const selection = await parts.selections.find(tokenHash(token), parts.now());
  if (!selection || selection.isAnswered) return undefined;
  const asked = openAsked(token, selection);
  if (!asked) return undefined;
  if (!selection.signedIn) return { selection, asked, token, person: undefined };
  const person = await activePerson(parts, selection, selection.signedIn);
  return person && { selection, asked, token, person };
}

async function activePerson(
  { people }: Pick<ChooserParts, 'people'>,
  { domainId }: Pick<KnownSelection, 'domainId'>,
  { personId, at }: SignedInPerson,
): Promise<Person | undefined> {
  const person = await people.findById(personId);
  // Whoever ended all sessions since, by a new password too, has ended this one.
  const isOver = !person || person.disabled || person.sessionsAfter > at;
  return isOver || person.domainId !== domainId ? undefined : person;
}

/** Who signed in last for this LMS in this browser, asked for by the same person there; for a button, and no more. */
export async function sameTeacher(
  parts: ChooserParts,
  selection: KnownSelection,
  browserHashes: readonly Buffer[],
): Promise<{ readonly person: Person; readonly at: number } | undefined> {
  const { domainId, protectorId, subjectHash } = selection;
  if (subjectHash === undefined || browserHashes.length === 0) return undefined;
  const asked = { browserHashes, domainId, protectorId, subjectHash, now: parts.now() };
  const signedIn = await parts.selections.personOf(asked);
  const person = signedIn && (await activePerson(parts, selection, signedIn));
  return signedIn && person && { person, at: signedIn.at };
}

/**
 * Gives a choice to somebody. It goes on under a new token, and what was sealed is sealed anew: who knew the old one
 * before the sign-in has nothing of it.
 * @returns undefined where somebody else was quicker
 */
export async function signInChooser(
  parts: ChooserParts,
  { selection, asked }: Chooser,
  { person, at, browserHash }: { readonly person: Person; readonly at: number; readonly browserHash: Buffer },
): Promise<Chooser | undefined> {
  const token = randomToken();
  const askedSealed = sealFor(token, new Secret(JSON.stringify(asked)), askedPlace(selection.reference));
  const expiresAt = parts.now() + lifeTimes.choosingMs;
  const signedIn = { personId: person.id, at };
  const change = { person: signedIn, tokenHash: tokenHash(token), askedSealed, browserHash, expiresAt };
  if (!(await parts.selections.signIn(selection.id, change))) return undefined;
  return { selection: { ...selection, askedSealed, signedIn, expiresAt }, asked, token, person };
}

/** Each step gives it another hour. */
export async function goOnChoosing({ selections, now }: ChooserParts, { selection }: Chooser): Promise<void> {
  await selections.touch(selection.id, now() + lifeTimes.choosingMs);
}

export interface CourseChoice {
  readonly course: string;
  readonly title: string;
}

/** The courses of the domain that the person coordinates today. */
export async function coursesOf(parts: ChooserParts, person: Person): Promise<readonly CourseChoice[]> {
  const domain = await parts.courses.findDomain(person.domain);
  if (!domain) return [];
  if (person.domainCoordinator) return parts.courses.ofDomain(domain.domainId);
  const today = dayIn(domain.timeZone, parts.now());
  const grants = await parts.courses.ofPerson(person.id);
  return grants.filter(
    (grant) => grant.domain === person.domain && grant.role === 'coordinator' && activeOn(grant, today),
  );
}

/** Whoever chooses, as a coordinator of the course; undefined where that is not theirs, or not the one asked for. */
export async function coordinatorFor(
  parts: ChooserParts,
  { selection, person }: Chooser,
  course: string,
): Promise<CourseCoordinator | undefined> {
  if (!person) return undefined;
  const at = await courseCoordinator(parts, person, { domain: person.domain, course });
  if (!at || at.course.archived) return undefined;
  return selection.courseId === 0 || selection.courseId === at.course.courseId ? at : undefined;
}

/** The course that the LMS asked for by its address; undefined where it named none. */
export async function courseAskedFor(
  { courses }: ChooserParts,
  { domainId, courseId }: KnownSelection,
): Promise<CourseChoice | undefined> {
  return courseId === 0 ? undefined : courses.findById({ domainId, courseId });
}
