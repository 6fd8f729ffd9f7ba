import { acceptsProtector, type StoredSetting } from './deepLink.ts';
import type { EffectiveSetting } from './effectiveSetting.ts';
import { covers, type ItemPlace } from './launchScope.ts';
import {
  actsAs,
  isAnybodyHere,
  type LaunchSession,
  settingFor,
  stillTaken,
  takesLaunches,
  type Visitor,
} from './launchSession.ts';
import { asksForWord } from './sharedWord.ts';
import { openedByWord } from './wordAccess.ts';

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

/**
 * `launchIndex` points into the launches asked about: whose person, name and way back the page shows. `ask-word`: it
 * would open for the shared word, given in that very session (R9).
 */
export type AccessAnswer =
  | ({ readonly open: true } & ByWhom)
  | ({ readonly open: false; readonly answer: 'ask-word' } & ByWhom)
  | { readonly open: false; readonly answer: ClosedAnswer };

/** In which session. */
export type ByWhom = { readonly by: 'launch'; readonly launchIndex: number } | { readonly by: 'account' };

/** What a closed item answers: a sign-in; 404; 403 "open it from your LMS" without its title. */
export type ClosedAnswer = 'sign-in' | 'not-found' | 'launch-it';

/**
 * May this browser open this item? Each launch and the account are judged alone, so rights never add up.
 * A launch that covers the item wins, the launch of that very item before others; else the account; else a
 * launch from elsewhere that shows the rest. Where launches cover the item and none of them opens it, it stays
 * shut for students, the account included; or the word is asked for, in the same order. Staff are exempt.
 */
export function mayOpen(question: AccessQuestion): AccessAnswer {
  const views = question.launches.map((launch, launchIndex) => viewOf(question, launch, launchIndex));
  const covering = views.filter((view) => view.covers);
  const best = nearest(covering.filter((view) => view.opens));
  if (best !== undefined) return { open: true, ...byLaunch(best) };
  if (question.account?.standing.kind === 'staff') return { open: true, by: 'account' };
  const staff = views.find((view) => view.acts === 'staff');
  if (staff !== undefined) return { open: true, ...byLaunch(staff) };

  const asked = nearest(covering.filter((view) => view.asks));
  if (asked !== undefined) return { open: false, answer: 'ask-word', ...byLaunch(asked) };
  if (covering.length === 0) {
    const normally = question.account && normalAnswer(question, question.account);
    if (normally === 'open') return { open: true, by: 'account' };
    const elsewhere = views.find((view) => view.opens);
    if (elsewhere !== undefined) return { open: true, ...byLaunch(elsewhere) };
    if (normally === 'ask-word') return { open: false, answer: 'ask-word', by: 'account' };
    const askedElsewhere = views.find((view) => view.asks);
    if (askedElsewhere !== undefined) return { open: false, answer: 'ask-word', ...byLaunch(askedElsewhere) };
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
  /** It would open for the shared word. */
  readonly asks: boolean;
}

function nearest(views: readonly LaunchView[]): LaunchView | undefined {
  return views.find((view) => view.isLaunchedItem) ?? views[0];
}

function byLaunch({ launchIndex }: LaunchView): ByWhom {
  return { by: 'launch', launchIndex };
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
  const shut = { launchIndex, visitor, acts, isLaunchedItem, covers: false, opens: false, asks: false };
  if (acts === 'none' || acts === 'ended') return shut;

  const source = settingFor(visitor, settings, launched.chain);
  const inScope = covers(source.scope.value, launched, item);
  if (acts === 'staff') return { ...shut, covers: inScope, opens: true };
  if (!stillTaken(launch, source)) {
    // Until its word is given, the launch opens nothing at all.
    const asks = isLaunchedItem && takesLaunches(source) && asksForWord(source.protect.value);
    return { ...shut, covers: asks, asks };
  }

  const requested = settingFor(visitor, settings, item.chain);
  if (closedToTiny(requested, by)) return { ...shut, covers: inScope };
  const { value: protect } = requested.protect;
  const byWord = openedByWord(visitor, settings, item);
  if (inScope) {
    const opens = byWord || acceptsProtector(protect, protector);
    return { ...shut, covers: true, opens, asks: !opens && asksForWord(protect) };
  }
  const isShown = source.others.value === 'show' && showsElsewhere(requested);
  const opens = byWord || (isShown && protect.kind !== 'key');
  return { ...shut, covers: byWord, opens, asks: isShown && !opens };
}

/** May a launched student see this item beyond the launch's scope? Only what is `either`; a key with its word. */
export function showsElsewhere({ access, protect }: EffectiveSetting): boolean {
  return access.value === 'either' && (protect.value.kind !== 'key' || asksForWord(protect.value));
}

/** The word is asked for whatever `access` says, and given it takes the place of a launch (R9). */
function normalAnswer(
  { item, settings, by }: AccessQuestion,
  account: Visitor,
): 'open' | 'ask-word' | undefined {
  if (account.standing.kind !== 'student') return undefined;
  const requested = settingFor(account, settings, item.chain);
  if (closedToTiny(requested, by)) return undefined;
  if (openedByWord(account, settings, item)) return 'open';
  if (requested.protect.value.kind === 'key')
    return asksForWord(requested.protect.value) ? 'ask-word' : undefined;
  const { value } = requested.access;
  return value === 'either' || value === 'off' ? 'open' : undefined;
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
