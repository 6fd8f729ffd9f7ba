import { dayIn } from '../../model/days.ts';
import { trustInCourse } from '../../storage/courseSettingsStore.ts';
import { domainNamed } from '../../storage/domainStore.ts';
import type { Door } from '../../storage/door.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import { type LinkLaunch, launchesOfLink, runningSessions } from '../../storage/linkLaunchStore.ts';
import { type ListedLink, linkOfItem } from '../../storage/linkListStore.ts';
import { type CoursePerson, personStore } from '../../storage/personStore.ts';
import { shortUrlsAt } from '../../storage/shortUrlStore.ts';
import { type CourseFacts, readFactsAround, readFactsNear } from '../deepLinks/courseFacts.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { type Explanation, explainStudent } from './explainStudent.ts';

/** Everything about one item that its page shows. */
export interface ItemOverview {
  readonly facts: CourseFacts;
  readonly item: ItemHead;
  readonly link: ListedLink | undefined;
  /** Sessions that run by its link now. */
  readonly running: number;
  readonly launches: readonly LinkLaunch[];
}

const shownLaunches = 20;

/** Undefined for an item that the course does not have. `around`: with the items whose launch could open it, too, for explaining. */
export async function readItem(
  door: Door,
  { course }: CourseCoordinator,
  {
    itemId,
    now,
    around = true,
  }: { readonly itemId: string; readonly now: number; readonly around?: boolean },
): Promise<ItemOverview | undefined> {
  const facts = around
    ? await readFactsAround(door, course, itemId)
    : await readFactsNear(door, course, [itemId]);
  const item = facts.tree.find((head) => head.itemId === itemId);
  if (!item) return undefined;
  return door.read(async (sql) => {
    const link = await linkOfItem(sql, course, item.id);
    return {
      facts,
      item,
      link,
      running: link ? await runningSessions(sql, course, { link: link.id, now }) : 0,
      launches: link ? await launchesOfLink(sql, course, { link: link.id, most: shownLaunches }) : [],
    };
  });
}

/** The person that was asked about, with everything that lets them in or keeps them out. */
export interface ExplainedStudent {
  readonly person: CoursePerson;
  readonly today: string;
  readonly explanation: Explanation;
}

/** Undefined for a username that the domain does not have. */
export async function explainItem(
  door: Door,
  { course, domain }: CourseCoordinator,
  {
    overview,
    username,
    now,
  }: {
    readonly overview: Pick<ItemOverview, 'facts' | 'item'>;
    readonly username: string;
    readonly now: number;
  },
): Promise<ExplainedStudent | undefined> {
  const people = personStore(door);
  const found = await people.findByName(domain.name, username);
  const [person] = found ? await people.findInCourse(course, [found.id]) : [];
  if (!person) return undefined;
  const near = overview.facts.tree.map(({ id }) => id);
  const { links, trusted } = await door.read(async (sql) => ({
    links: await shortUrlsAt(sql, course, [...new Set([...near, overview.item.id])]),
    trusted: (await trustInCourse(sql, course)) ?? (await domainNamed(sql, domain.name))?.trustUsernames,
  }));
  const today = dayIn(course.timeZone, now);
  const byItem = new Map(links.map((link) => [link.item, link]));
  const explanation = explainStudent({
    courseId: course.courseId,
    archived: course.archived,
    trusted: trusted ?? false,
    facts: overview.facts,
    item: overview.item,
    link: byItem.get(overview.item.id),
    links: byItem,
    person,
    today,
    now,
  });
  return { person, today, explanation };
}
