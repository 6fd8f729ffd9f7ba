import type { ClosedAnswer } from './access.ts';
import type { StoredSetting } from './deepLink.ts';
import { coversCourseRoot } from './launchScope.ts';
import {
  actsAs,
  isAnybodyHere,
  type LaunchSession,
  settingFor,
  stillTaken,
  type Visitor,
} from './launchSession.ts';
import type { Viewer } from './listing.ts';

export interface ContentsQuestion {
  readonly courseId: number;
  /** All deep-link settings of the course. */
  readonly settings: readonly StoredSetting[];
  /** The launches that this browser holds, newest first. */
  readonly launches: readonly LaunchSession[];
  readonly account: Visitor | undefined;
}

/** Whose view the course's own contents page shows, or what it answers where it shows nobody's. */
export type ContentsAnswer =
  | { readonly open: true; readonly by: 'launch'; readonly launchIndex: number; readonly viewer: Viewer }
  | { readonly open: true; readonly by: 'account'; readonly viewer: Viewer }
  | { readonly open: false; readonly answer: ClosedAnswer };

/** As whom a launch lets one look around; undefined where it has ended or its person has no role. */
export function viewerByLaunch(launch: LaunchSession, courseId: number): Viewer | undefined {
  const acts = actsAs(launch, courseId);
  if (acts === 'staff') return { kind: 'staff' };
  return acts === 'student' ? { kind: 'launched', launch } : undefined;
}

/** As whom an account session lets one look around; undefined where the person has no role. */
export function viewerByAccount(account: Visitor): Viewer | undefined {
  if (account.standing.kind === 'staff') return { kind: 'staff' };
  return account.standing.kind === 'student' ? { kind: 'student', visitor: account } : undefined;
}

/**
 * The contents page is the page of the folder of all items at the root, and goes by the same order: a launch
 * whose scope covers it wins, else the account, else the newest launch that its item still takes.
 */
export function contentsViewer(question: ContentsQuestion): ContentsAnswer {
  const { courseId, settings, launches, account } = question;
  const views = launches.flatMap((launch, launchIndex) => {
    const viewer = viewerByLaunch(launch, courseId);
    if (viewer === undefined) return [];
    const source = settingFor(launch.visitor, settings, launch.launched.chain);
    const usable = viewer.kind === 'staff' || stillTaken(launch, source);
    const covering = usable && coversCourseRoot(source.scope.value, launch.launched);
    return [{ launchIndex, viewer, usable, covering }];
  });
  const ofAccount = account === undefined ? undefined : viewerByAccount(account);
  const covering = views.find((view) => view.covering);
  const launched = covering ?? (ofAccount === undefined ? views.find((view) => view.usable) : undefined);
  if (launched !== undefined) {
    return { open: true, by: 'launch', launchIndex: launched.launchIndex, viewer: launched.viewer };
  }
  if (ofAccount !== undefined) return { open: true, by: 'account', viewer: ofAccount };
  if (views.length > 0) return { open: false, answer: 'launch-it' };
  return { open: false, answer: isAnybodyHere(courseId, launches, account) ? 'not-found' : 'sign-in' };
}
