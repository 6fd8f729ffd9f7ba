import type { VerifiedLaunch } from '../../lti/verifier.ts';
import { mayGoOn, onceWordGiven } from '../../model/goOn.ts';
import { isItemId } from '../../model/ids.ts';
import type { NewLaunchSession } from '../../storage/launchSessionColumns.ts';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import { type CourseVisitParts, visitCourse } from '../visit/courseVisit.ts';
import type { ItemAddress } from './launchOutcome.ts';
import type { LaunchParts } from './launchParts.ts';
import type { Story } from './story.ts';

interface Asking {
  readonly message: VerifiedLaunch;
  readonly session: NewLaunchSession;
}

/**
 * The session with the item that its launch asked to go on to (`custom_next`), as far as that can be judged when it
 * arrives: one id, of an item of this course, that opens for its person if the person is known. Anything else, such as
 * an address, is ignored and noted.
 */
export async function withNext(
  { visits }: LaunchParts,
  story: Story,
  { message, session }: Asking,
): Promise<NewLaunchSession> {
  const { nextItem: asked } = message;
  if (asked.kind === 'absent') return session;
  const item =
    asked.kind === 'value' && isItemId(asked.value)
      ? await visits.items.find(session, asked.value)
      : undefined;
  if (item?.id === session.itemId) return session;
  const next = { nextItem: item?.itemId, ...session };
  const isGood = session.personId === undefined ? item !== undefined : await willLeadOn(visits, next);
  if (isGood) return next;
  story.notes.push(nextIgnored);
  return session;
}

/** Remark in the journal: the item that a launch asked to go on to was not gone to. */
export const nextIgnored = 'next-ignored';

/**
 * Where a launch leads on to, judged as everything stands now; undefined where it stays at its own item, for which it
 * counts either way. Where its own item asks for a shared word, it stays there until the word is given.
 */
export function nextAddress(visits: CourseVisitParts, launch: KnownLaunch): Promise<ItemAddress | undefined> {
  return addressOf(visits, launch, (session) => session);
}

/** Does it lead on at all, if only after the shared word of its own item? */
export async function willLeadOn(visits: CourseVisitParts, launch: KnownLaunch): Promise<boolean> {
  return (await addressOf(visits, launch, onceWordGiven)) !== undefined;
}

async function addressOf(
  visits: CourseVisitParts,
  launch: KnownLaunch,
  judged: typeof onceWordGiven,
): Promise<ItemAddress | undefined> {
  const { nextItem } = launch;
  if (nextItem === undefined || launch.personId === undefined) return undefined;
  const course = await visits.courses.findById(launch);
  if (!course) return undefined;
  const alone = {
    person: undefined,
    administrator: undefined,
    launches: [{ ...launch, state: 'open' as const }],
  };
  const visit = await visitCourse(visits, course, alone);
  const session = visit?.launches[0]?.session;
  const item = await visits.items.find(course, nextItem);
  if (!visit || !session || !item) return undefined;
  const place = { courseId: course.courseId, chain: item.chain, isFolder: item.kind === 'folder' };
  if (!mayGoOn(judged(session, visit.settings), visit.settings, place)) return undefined;
  return { domain: course.domain, course: course.course, itemId: item.itemId };
}
