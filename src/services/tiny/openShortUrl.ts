import { isDomainName } from '../../model/ids.ts';
import { isOpen } from '../../model/period.ts';
import { isShortId } from '../../model/shortUrl.ts';
import type { LinkStore } from '../../storage/linkStore.ts';
import { openItem } from '../items/openItem.ts';
import type { ItemAddress } from '../launch/launchOutcome.ts';
import { type CourseVisitParts, visitCourse } from '../visit/courseVisit.ts';
import { hasLiveLaunch } from '../visit/liveLaunch.ts';
import type { Visit } from '../visit/whoIsThere.ts';

export type ShortUrlAnswer =
  | { readonly kind: 'open'; readonly to: ItemAddress }
  | { readonly kind: 'closed'; readonly answer: 'sign-in' | 'not-found' | 'launch-it' };

type ShortUrlParts = CourseVisitParts & { readonly links: LinkStore };

/**
 * Where a short URL leads this visitor. Without a session the answer is the sign-in, whether or not there is such a
 * link (product.md, Short URLs); with one, what a visitor may not know of answers like what does not exist: a link of
 * another course, one to an absent item, and an id that never was.
 */
export async function openShortUrl(
  parts: ShortUrlParts,
  { domain, shortId }: { readonly domain: string; readonly shortId: string },
  visit: Visit,
): Promise<ShortUrlAnswer> {
  const isSomebody =
    visit.person !== undefined || visit.administrator !== undefined || (await hasLiveLaunch(parts, visit));
  if (!isSomebody) return { kind: 'closed', answer: 'sign-in' };
  const missing: ShortUrlAnswer = { kind: 'closed', answer: 'not-found' };
  const isLegal = isDomainName(domain) && isShortId(shortId);
  const link = isLegal ? await parts.links.find(domain, shortId) : undefined;
  if (!link || link.itemId === undefined || !isOpen(link, parts.now())) return missing;
  const courseVisit = await visitCourse(parts, { domain, course: link.course }, visit);
  if (!courseVisit) return missing;
  const opened = await openItem(parts.items, courseVisit, { itemId: link.itemId, by: 'tiny' });
  if (opened.kind === 'open')
    return { kind: 'open', to: { domain, course: link.course, itemId: link.itemId } };
  return opened.answer === 'launch-it' ? { kind: 'closed', answer: 'launch-it' } : missing;
}
