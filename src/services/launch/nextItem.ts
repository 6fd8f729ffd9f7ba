import type { VerifiedLaunch } from '../../lti/verifier.ts';
import { mayGoOn } from '../../model/goOn.ts';
import { isItemId } from '../../model/ids.ts';
import type { LaunchSession } from '../../storage/launchSessionColumns.ts';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import { type CourseVisitParts, visitCourse } from '../visit/courseVisit.ts';
import type { ItemAddress } from './openLaunch.ts';

/**
 * The item that a launch asked to go on to (`custom_next`), as far as it can be known when it arrives: one id, of an
 * item of this course, and of one that opens for its person if the person is known. `ignored`: something else was sent.
 */
export async function askedNext(
  visits: CourseVisitParts,
  { nextItem: asked }: VerifiedLaunch,
  session: LaunchSession & { readonly secretHash: Buffer },
): Promise<{ readonly nextItem: string | undefined; readonly ignored: boolean }> {
  if (asked.kind === 'absent') return { nextItem: undefined, ignored: false };
  const id = asked.kind === 'value' && isItemId(asked.value) ? asked.value : undefined;
  const item = id === undefined ? undefined : await visits.items.find(session, id);
  if (item?.id === session.itemId) return { nextItem: undefined, ignored: false };
  const isGood =
    item !== undefined &&
    (session.personId === undefined ||
      (await nextAddress(visits, { ...session, nextItem: item.itemId })) !== undefined);
  return isGood ? { nextItem: item.itemId, ignored: false } : { nextItem: undefined, ignored: true };
}

/**
 * Where a launch leads on to, judged as everything stands now; undefined where it stays at its own item, for which it
 * counts either way.
 */
export async function nextAddress(
  visits: CourseVisitParts,
  launch: KnownLaunch,
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
  if (!mayGoOn(session, visit.settings, place)) return undefined;
  return { domain: course.domain, course: course.course, itemId: item.itemId };
}
