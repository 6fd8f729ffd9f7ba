import { isOpen } from '../../model/period.ts';
import type { LinkStore } from '../../storage/linkStore.ts';
import { openItem } from '../items/openItem.ts';
import type { ItemAddress } from '../launch/openLaunch.ts';
import { type CourseVisitParts, visitCourse } from '../visit/courseVisit.ts';
import type { Visit } from '../visit/whoIsThere.ts';

export type ShortUrlAnswer =
  | { readonly kind: 'open'; readonly to: ItemAddress }
  | { readonly kind: 'closed'; readonly answer: 'sign-in' | 'not-found' | 'launch-it' };

/**
 * Where a short URL leads this visitor. Without anybody signed in the answer is the sign-in, whether or not there is
 * such a link (product.md, Short URLs); what a visitor may not know of answers like what does not exist.
 */
export async function openShortUrl(
  parts: CourseVisitParts & { readonly links: LinkStore },
  { domain, shortId }: { readonly domain: string; readonly shortId: string },
  visit: Visit,
): Promise<ShortUrlAnswer> {
  const isNobody = visit.person === undefined && visit.administrator === undefined;
  const missing: ShortUrlAnswer = { kind: 'closed', answer: isNobody ? 'sign-in' : 'not-found' };
  if (isNobody && !visit.launches.some(({ state }) => state === 'open')) return missing;
  const link = await parts.links.find(domain, shortId);
  if (!link || link.itemId === undefined || !isOpen(link, parts.now())) return missing;
  const courseVisit = await visitCourse(parts, { domain, course: link.course }, visit);
  if (!courseVisit) return missing;
  const opened = await openItem(parts.items, courseVisit, { itemId: link.itemId, by: 'tiny' });
  if (opened.kind === 'closed') {
    return { kind: 'closed', answer: opened.answer === 'sign-in' && !isNobody ? 'not-found' : opened.answer };
  }
  return { kind: 'open', to: { domain, course: link.course, itemId: link.itemId } };
}
