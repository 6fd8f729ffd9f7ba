import { acceptsProtector, type StoredSetting } from './deepLink.ts';
import type { EffectiveSetting } from './effectiveSetting.ts';
import { covers, type ItemPlace } from './launchScope.ts';
import {
  actsAs,
  isAnybodyHere,
  type LaunchSession,
  settingFor,
  stillTaken,
  type Visitor,
} from './launchSession.ts';

/** One item asked for by one browser. Everything is as it is at this request (R8). */
export interface AccessQuestion {
  readonly item: ItemPlace;
  /** All deep-link settings of the item's course. */
  readonly settings: readonly StoredSetting[];
  /** The launches that this browser holds, newest first. */
  readonly launches: readonly LaunchSession[];
  readonly account: Visitor | undefined;
  /** Through the short URL, or any other address of the item. */
  readonly by: 'tiny' | 'address';
}

/** `launchIndex` points into the launches asked about: whose person, name and way back the page shows. */
export type AccessAnswer =
  | { readonly open: true; readonly by: 'launch'; readonly launchIndex: number }
  | { readonly open: true; readonly by: 'account' }
  | { readonly open: false; readonly answer: ClosedAnswer };

/** What a closed item answers: a sign-in; 404; 403 "open it from your LMS" without its title. */
export type ClosedAnswer = 'sign-in' | 'not-found' | 'launch-it';

/**
 * May this browser open this item? Each launch and the account are judged alone, so rights never add up.
 * A launch that covers the item wins, the launch of that very item before others; else the account; else a
 * launch from elsewhere that shows the rest. Where launches cover the item and none of them opens it, it stays
 * shut for students, the account included. Staff are exempt.
 */
export function mayOpen(question: AccessQuestion): AccessAnswer {
  const views = question.launches.map((launch, launchIndex) => viewOf(question, launch, launchIndex));
  const covering = views.filter((view) => view.covers);
  const best =
    covering.find((view) => view.opens && view.isLaunchedItem) ?? covering.find((view) => view.opens);
  if (best !== undefined) return byLaunch(best);
  if (question.account?.standing.kind === 'staff') return { open: true, by: 'account' };
  const staff = views.find((view) => view.acts === 'staff');
  if (staff !== undefined) return byLaunch(staff);

  if (covering.length === 0) {
    if (question.account !== undefined && opensNormally(question, question.account)) {
      return { open: true, by: 'account' };
    }
    const elsewhere = views.find((view) => view.opens);
    if (elsewhere !== undefined) return byLaunch(elsewhere);
  }
  return { open: false, answer: closedAnswer(question, views) };
}

interface LaunchView {
  readonly launchIndex: number;
  readonly visitor: Visitor;
  readonly acts: 'staff' | 'student' | 'none' | 'ended';
  readonly isLaunchedItem: boolean;
  readonly covers: boolean;
  readonly opens: boolean;
}

function byLaunch({ launchIndex }: LaunchView): AccessAnswer {
  return { open: true, by: 'launch', launchIndex };
}

/** Scope comes from the launched item, protect from the requested one. */
function viewOf(
  { item, settings, by }: AccessQuestion,
  launch: LaunchSession,
  launchIndex: number,
): LaunchView {
  const { visitor, launched, protector } = launch;
  const acts = actsAs(launch, item.courseId);
  const isLaunchedItem = launched.chain[0] === item.chain[0];
  const shut = { launchIndex, visitor, acts, isLaunchedItem, covers: false, opens: false };
  if (acts === 'none' || acts === 'ended') return shut;

  const source = settingFor(visitor, settings, launched.chain);
  const inScope = covers(source.scope.value, launched, item);
  if (acts === 'staff') return { ...shut, covers: inScope, opens: true };
  if (!stillTaken(launch, source)) return shut;

  const requested = settingFor(visitor, settings, item.chain);
  if (!inScope) return { ...shut, opens: source.others.value === 'show' && showsElsewhere(requested) };
  const opens = acceptsProtector(requested.protect.value, protector) && !closedToTiny(requested, by);
  return { ...shut, covers: true, opens };
}

/** May a launched student see this item beyond the launch's scope? Only what is `either`. */
export function showsElsewhere({ access, protect }: EffectiveSetting): boolean {
  return access.value === 'either' && protect.value.kind !== 'key';
}

function opensNormally({ item, settings, by }: AccessQuestion, account: Visitor): boolean {
  if (account.standing.kind !== 'student') return false;
  const requested = settingFor(account, settings, item.chain);
  // Nobody can be asked for the shared word yet; until then its item is open to no student.
  if (requested.protect.value.kind === 'key') return false;
  const { value } = requested.access;
  return (value === 'either' || value === 'off') && !closedToTiny(requested, by);
}

/** `off`: the short URL stays closed for students, whatever else they hold. */
function closedToTiny({ access }: EffectiveSetting, by: AccessQuestion['by']): boolean {
  return by === 'tiny' && access.value === 'off';
}

/** Answers as the one identity that would have decided sees it: a covering launch, the account, any launch. */
function closedAnswer(
  { item, settings, launches, account }: AccessQuestion,
  views: readonly LaunchView[],
): ClosedAnswer {
  const students = views.filter((view) => view.acts === 'student');
  const enrolled =
    students.find((view) => view.covers)?.visitor ??
    (account?.standing.kind === 'student' ? account : students[0]?.visitor);
  if (enrolled !== undefined) {
    const { listing } = settingFor(enrolled, settings, item.chain);
    return listing.value === 'full' || listing.value === 'details' ? 'launch-it' : 'not-found';
  }
  return isAnybodyHere(item.courseId, launches, account) ? 'not-found' : 'sign-in';
}
