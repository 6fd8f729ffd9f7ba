import { isDomainName } from '../../model/ids.ts';
import { isOpen } from '../../model/period.ts';
import { isShortId } from '../../model/shortUrl.ts';
import { openHead } from '../items/openItem.ts';
import type { ItemAddress } from '../launch/launchOutcome.ts';
import type { CourseReads } from '../visit/courseReads.ts';
import { type CourseVisit, type CourseVisitParts, visitCourse } from '../visit/courseVisit.ts';
import { liveVisit } from '../visit/liveLaunch.ts';
import type { Visit } from '../visit/whoIsThere.ts';

export type ShortUrlAnswer =
  | { readonly kind: 'open'; readonly to: ItemAddress }
  | { readonly kind: 'closed'; readonly answer: 'sign-in' | 'not-found' | 'launch-it' };

/**
 * Where a short URL leads this visitor. Without a session the answer is the sign-in, whether or not there is such a
 * link (product.md, Short URLs); with one, what a visitor may not know of answers like what does not exist: a link of
 * another course, one to an absent item, and an id that never was.
 * @param reads of this very request; undefined where it has shown nothing that could make it somebody's
 */
export async function openShortUrl(
  parts: CourseVisitParts,
  { domain, shortId }: { readonly domain: string; readonly shortId: string },
  visit: Visit,
  reads: CourseReads | undefined,
): Promise<ShortUrlAnswer> {
  const nobody: ShortUrlAnswer = { kind: 'closed', answer: 'sign-in' };
  if (!reads) return nobody;
  const isSignedIn = visit.person !== undefined || visit.administrator !== undefined;
  const live = isSignedIn ? undefined : await liveVisit(parts, visit, reads);
  if (!isSignedIn && !live) return nobody;
  const missing: ShortUrlAnswer = { kind: 'closed', answer: 'not-found' };
  const isLegal = isDomainName(domain) && isShortId(shortId);
  const link = isLegal ? await reads.link(domain, shortId) : undefined;
  if (!link?.item || !isOpen(link, parts.now())) return missing;
  const address = { domain, course: link.course };
  // Mostly the course that was launched, which has been visited already.
  const courseVisit = isOf(live, address) ? live : await visitCourse(parts, address, visit, reads);
  if (!courseVisit) return missing;
  const [head] = await reads.heads(courseVisit.course, [link.item.id]);
  if (!head) return missing;
  const opened = openHead(courseVisit, head, 'tiny');
  // The word is asked for where the item is.
  if (opened.kind !== 'closed')
    return { kind: 'open', to: { domain, course: link.course, itemId: link.item.itemId } };
  return opened.answer === 'launch-it' ? { kind: 'closed', answer: 'launch-it' } : missing;
}

function isOf(
  visit: CourseVisit | undefined,
  { domain, course }: { readonly domain: string; readonly course: string },
): visit is CourseVisit {
  return visit?.course.domain === domain && visit.course.course === course;
}
