import { type AccessAnswer, type ByWhom, type ClosedAnswer, mayOpen } from '../../model/access.ts';
import { contentsViewer, viewerByAccount, viewerByLaunch } from '../../model/contentsViewer.ts';
import { isAnybodyHere } from '../../model/launchSession.ts';
import type { Viewer } from '../../model/listing.ts';
import type { Item, ItemHead, ItemStore } from '../../storage/itemStore.ts';
import type { CourseLaunch, CourseVisit } from '../visit/courseVisit.ts';

/** The one identity that an open page is shown to: its name, and its way back if it came by launch. */
export interface Beholder {
  readonly displayName: string;
  readonly viewer: Viewer;
  readonly launch: CourseLaunch | undefined;
}

export type OpenedItem =
  | { readonly kind: 'open'; readonly item: Item; readonly beholder: Beholder }
  | AskedWord
  | { readonly kind: 'closed'; readonly answer: ClosedAnswer };

/** The item would open for its shared word, given in this very session. */
export interface AskedWord {
  readonly kind: 'asks';
  readonly head: ItemHead;
  readonly beholder: Beholder;
  readonly by: ByWhom;
}

/** May this visit see this item, and as whom? What is not there answers as what may not be known of. */
export async function openItem(
  items: ItemStore,
  visit: CourseVisit,
  asked: { readonly itemId: string; readonly by: 'tiny' | 'address' },
): Promise<OpenedItem> {
  const item = await items.find(visit.course, asked.itemId);
  if (!item)
    return {
      kind: 'closed',
      answer: isAnybodyHere(
        visit.course.courseId,
        visit.launches.map(({ session }) => session),
        visit.account?.visitor,
      )
        ? 'not-found'
        : 'sign-in',
    };
  const opened = openHead(visit, item, asked.by);
  return opened.kind === 'open' ? { ...opened, item } : opened;
}

/** The same for an item that is known to be there, and of which no more is wanted. */
export function openHead(visit: CourseVisit, item: ItemHead, by: 'tiny' | 'address'): OpenedHead {
  const answer = accessTo(visit, item, by);
  if (!answer.open && answer.answer === 'ask-word') {
    const beholder = beholderOf(visit, answer);
    return beholder
      ? { kind: 'asks', head: item, beholder, by: answer }
      : { kind: 'closed', answer: 'not-found' };
  }
  if (!answer.open) return { kind: 'closed', answer: answer.answer };
  const beholder = beholderOf(visit, answer);
  return beholder ? { kind: 'open', beholder } : { kind: 'closed', answer: 'not-found' };
}

export function accessTo(visit: CourseVisit, item: ItemHead, by: 'tiny' | 'address'): AccessAnswer {
  return mayOpen({
    item: { courseId: visit.course.courseId, chain: item.chain, isFolder: item.kind === 'folder' },
    settings: visit.settings,
    launches: visit.launches.map(({ session }) => session),
    account: visit.account?.visitor,
    by,
  });
}

function beholderOf(visit: CourseVisit, answer: ByWhom): Beholder | undefined {
  const { account, course } = visit;
  const launch = answer.by === 'launch' ? visit.launches[answer.launchIndex] : undefined;
  if (launch) {
    const viewer = viewerByLaunch(launch.session, course.courseId);
    return viewer && { displayName: launch.person.displayName, viewer, launch };
  }
  const viewer = account && viewerByAccount(account.visitor);
  return account && viewer && { displayName: account.person.displayName, viewer, launch: undefined };
}

export type OpenedHead = OpenedContents | AskedWord;

export type OpenedContents =
  | { readonly kind: 'open'; readonly beholder: Beholder }
  | { readonly kind: 'closed'; readonly answer: ClosedAnswer };

/** As whom the page of the course's own contents is shown. */
export function openContents(visit: CourseVisit): OpenedContents {
  const answer = contentsViewer({
    courseId: visit.course.courseId,
    settings: visit.settings,
    launches: visit.launches.map(({ session }) => session),
    account: visit.account?.visitor,
  });
  if (!answer.open) return { kind: 'closed', answer: answer.answer };
  const launch = answer.by === 'launch' ? visit.launches[answer.launchIndex] : undefined;
  const displayName = launch?.person.displayName ?? visit.account?.person.displayName ?? '';
  return { kind: 'open', beholder: { displayName, viewer: answer.viewer, launch } };
}
