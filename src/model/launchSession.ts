import type { CourseStanding } from './courseStanding.ts';
import { acceptsProtector, type StoredSetting } from './deepLink.ts';
import { type EffectiveSetting, effectiveSetting } from './effectiveSetting.ts';
import type { ItemPlace } from './launchScope.ts';
import type { ProtectorRef } from './protector.ts';
import { settingsNear } from './settingsNear.ts';
import { type GivenWord, hasGiven } from './sharedWord.ts';

/** Somebody in the browser, as the course knows them at this very request. */
export interface Visitor {
  readonly personId: number;
  readonly standing: CourseStanding;
  /** Words that this very session gave rightly, whether or not they still will do (R9). */
  readonly words?: readonly GivenWord[];
}

/** A launch that this browser holds. It counts for the item that it opened and for its protector (R8). */
export interface LaunchSession {
  readonly visitor: Visitor;
  readonly launched: ItemPlace;
  readonly protector: ProtectorRef;
  /** Whether the password was given in this very launch (R1). */
  readonly passwordSignedIn: boolean;
}

/** What a visitor's setting is at an item. */
export function settingFor(
  visitor: Visitor,
  settings: readonly StoredSetting[],
  chain: readonly number[],
): EffectiveSetting {
  return effectiveSetting(settingsNear(settings)(chain), chain, {
    personId: visitor.personId,
    sections: visitor.standing.sections,
  });
}

/**
 * As what a launch may act in a course: a student of the course that was launched and nothing more; as staff
 * only with the password; `ended` where a student became staff since, or the course is another one (R1).
 */
export function actsAs(launch: LaunchSession, courseId: number): 'staff' | 'student' | 'none' | 'ended' {
  if (launch.launched.courseId !== courseId) return 'ended';
  const { kind } = launch.visitor.standing;
  return kind === 'staff' && !launch.passwordSignedIn ? 'ended' : kind;
}

/** Does an item so set take launches at all? `off` takes none. */
export function takesLaunches({ access }: EffectiveSetting): boolean {
  return access.value === 'either' || access.value === 'only';
}

/** Would the launched item, as it is set now, still take this launch (R8)? Where it asks for a word: with the word. */
export function stillTaken(launch: LaunchSession, setting: EffectiveSetting): boolean {
  if (!takesLaunches(setting)) return false;
  const { value } = setting.protect;
  return acceptsProtector(value, launch.protector) || hasGiven(launch.visitor.words, launch.launched, value);
}

/**
 * Is anybody signed in as far as this course is concerned? What is not there answers 404 to them and a sign-in to
 * all others, and so does what they may not know of: the two must not be told apart.
 */
export function isAnybodyHere(
  courseId: number,
  launches: readonly LaunchSession[],
  account: Visitor | undefined,
): boolean {
  return account !== undefined || launches.some((launch) => actsAs(launch, courseId) !== 'ended');
}
