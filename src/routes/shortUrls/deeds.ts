import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { ChangedLink, LinkChange, MarkedLink } from '../../services/shortUrls/changeShortUrl.ts';
import type { BareItems, ShortUrlList } from '../../services/shortUrls/listShortUrls.ts';
import type { PointedLink, Pointing } from '../../services/shortUrls/pointShortUrl.ts';
import type { LinkedItem, LinkQuestion } from '../../storage/linkListStore.ts';

type Question = Omit<LinkQuestion, 'now'>;

/** The deeds that the pages of short URLs call. */
export interface ShortUrlRoutes {
  readonly list: (by: CourseCoordinator, question: Question) => Promise<ShortUrlList>;
  readonly all: (by: CourseCoordinator, question: Question) => AsyncIterable<Omit<ShortUrlList, 'total'>>;
  readonly without: (
    by: CourseCoordinator,
    question: Pick<Question, 'pattern' | 'offset' | 'most'>,
  ) => Promise<BareItems>;
  /** Tells how many were made. */
  readonly make: (by: CourseCoordinator, items: 'all' | readonly string[]) => Promise<number>;
  readonly read: (by: CourseCoordinator, shortId: string) => Promise<MarkedLink | undefined>;
  readonly change: (change: Omit<LinkChange, 'now'>) => Promise<ChangedLink>;
  readonly targets: (
    by: CourseCoordinator,
    question: { readonly pattern: string | undefined; readonly most: number },
  ) => Promise<readonly LinkedItem[]>;
  readonly point: (pointing: Omit<Pointing, 'now'>) => Promise<PointedLink>;
  /** What the addresses of the domain begin with. */
  readonly originOf: (domain: string) => Promise<string>;
}

/** Where a handler is, and what it may call. */
export interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: ShortUrlRoutes;
}
