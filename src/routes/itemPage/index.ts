import type Router from '@koa/router';
import type { Context } from 'koa';
import type { ExplainedStudent, ItemOverview } from '../../services/explain/readItem.ts';
import type { OwnCounts } from '../../services/journal/ownCounts.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import { queryWord } from '../../web/listing.ts';
import { atCourse, type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { itemCrumbs, itemDeskPath, itemTabs, linkJournal } from '../itemTabs.ts';
import { launchPlots } from '../launchPlots.ts';
import { say, show } from '../site.ts';
import { explainedInWords } from './explainWords.ts';
import { overviewOf } from './model.ts';

/** The deeds that these pages call. */
export interface ItemPageRoutes {
  /** With the items whose launch could open it, too, where somebody is asked about. */
  readonly read: (
    by: CourseCoordinator,
    itemId: string,
    around: boolean,
  ) => Promise<ItemOverview | undefined>;
  readonly explain: (
    by: CourseCoordinator,
    overview: Pick<ItemOverview, 'facts' | 'item'>,
    username: string,
  ) => Promise<ExplainedStudent | undefined>;
  /** Launches of its short URL, by day. */
  readonly counts: (by: CourseCoordinator, link: number) => Promise<OwnCounts>;
  /** What the addresses of the domain begin with. */
  readonly originOf: (domain: string) => Promise<string>;
}

/** Everything about one item in one place: `/adm/:domain/:course/contents/:item`. */
export function mountItemPage(router: Router, desk: Desk, deeds: ItemPageRoutes): void {
  router.get(
    '/adm/:domain/:course/contents/:item',
    atCourse(desk, (ctx, at) => overview(ctx, desk, { at, deeds })),
  );
}

interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: ItemPageRoutes;
}

async function overview(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const { item: itemId = '' } = ctx.params as { item?: string };
  const student = queryWord(ctx, 'student', 400);
  const found = await deeds.read(at, itemId, student !== '');
  if (!found) throw notHere();
  const texts = say(ctx, desk.site);
  const asked = student === '' ? undefined : await deeds.explain(at, found, student.normalize('NFC'));
  const { facts, item } = found;
  const origin = await deeds.originOf(at.domain.name);
  const chain = item.chain.slice(1);
  const { link } = found;
  const time = { now: desk.site.now(), zone: at.domain.timeZone, lang: texts.lang };
  show(ctx, desk.site, {
    view: 'itemPage/overview',
    model: {
      page: { title: item.title },
      lede: texts.t('itemPage.lede', { kind: texts.t(`itemKind.${item.kind}`), id: item.itemId }),
      desk: courseLine(ctx, desk, {
        at,
        section: 'contents',
        crumbs: itemCrumbs(ctx, desk, { at, heads: facts.heads, chain }),
      }),
      tabs: itemTabs(ctx, desk, { at, itemId, current: '' }),
      ...overviewOf(texts, { at, overview: found, origin, now: desk.site.now() }),
      use:
        link &&
        launchPlots(await deeds.counts(at, link.id), {
          texts,
          time,
          journalPath: linkJournal(at, link.shortId),
        }),
      explainPath: itemDeskPath(at, itemId),
      student,
      asStudentPath: `${coursePath(at, 'testlaunch', 'as')}?${new URLSearchParams({ student, item: itemId }).toString()}`,
      explained: asked && explainedInWords(texts, { at, overview: found, student: asked }),
    },
  });
}
