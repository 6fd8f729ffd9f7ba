import type { Context } from 'koa';
import { isCourseId, isItemId } from '../../model/ids.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import {
  type AskingProtector,
  askingProtector,
  giveItems,
  mostChosen,
} from '../../services/selection/answerSelection.ts';
import {
  type Chooser,
  coordinatorFor,
  courseAskedFor,
  goOnChoosing,
} from '../../services/selection/chooser.ts';
import { type ChoiceLine, chosenItems, readChoices } from '../../services/selection/readChoices.ts';
import { readFields, readForm, readList } from '../../web/formBody.ts';
import { likePattern, pageSize } from '../../web/listing.ts';
import { kindInWords } from '../kindWords.ts';
import { type Site, say, show } from '../site.ts';
import { showAnswer } from './answer.ts';
import { lmsOf, stepPath } from './ask.ts';
import { showCourses } from './courses.ts';
import type { PickRow } from './pages.ts';
import type { StepRoutes } from './steps.ts';

export interface Picking {
  readonly routes: StepRoutes;
  readonly chooser: Chooser;
  readonly over: () => void;
}

const fields = ['act', 'course', 'in', 'go', 'q', 'page'] as const;

/** Which course, then which of its items: every step of somebody who has signed in. */
export async function pick(ctx: Context, site: Site, { routes, chooser, over }: Picking): Promise<void> {
  const { answer } = routes;
  const sent = await readFields(ctx, fields, 300);
  await goOnChoosing(answer, chooser);
  const asked = await courseAskedFor(answer, chooser.selection);
  const course = asked?.course ?? (sent.act === 'courses' ? '' : sent.course);
  if (course === '') return showCourses(ctx, site, { routes, chooser, search: sent.q });
  const by = isCourseId(course) ? await coordinatorFor(answer, chooser, course) : undefined;
  if (!by) return over();
  const asking = await askingProtector(answer, chooser, by.course);
  if (!asking) return over();
  const at = { routes, chooser, by, asking, over };
  const picks = await picksOf(ctx, chooser, sent.act);
  if (sent.act === 'give') return give(ctx, site, { ...at, picks });
  const goes = (await readForm(ctx)).some(([name]) => name === 'go');
  await showItems(ctx, site, {
    ...at,
    picks,
    folder: goes ? sent.go : sent.in,
    search: goes ? '' : sent.q.trim(),
    page: /^[1-9]\d{0,4}$/.test(sent.page) ? Number(sent.page) : 1,
    problem: undefined,
    status: 200,
  });
}

/** What is ticked: the last one alone where the LMS takes one. */
async function picksOf(ctx: Context, { asked }: Chooser, act: string): Promise<readonly string[]> {
  if (act === 'clear' || act === 'courses') return [];
  const ticked = [...new Set(await readList(ctx, 'pick'))].filter(isItemId);
  return asked.acceptsSeveral ? ticked : ticked.slice(-1);
}

interface AtCourse extends Picking {
  readonly by: CourseCoordinator;
  readonly asking: AskingProtector;
  readonly picks: readonly string[];
}

async function give(ctx: Context, site: Site, at: AtCourse): Promise<void> {
  const { routes, chooser, by, asking, picks } = at;
  const { t } = say(ctx, site);
  const again = (problem: string, status: number) =>
    showItems(ctx, site, { ...at, folder: '', search: '', page: 1, problem, status });
  if (picks.length === 0) return again(t('select.nothingTicked'), 422);
  if (picks.length > mostChosen) return again(t('select.tooMany', { most: mostChosen }), 422);
  const { iconPath } = routes;
  const result = await giveItems(routes.answer, {
    chooser,
    by,
    asking,
    items: picks,
    icon: (origin) => origin + iconPath,
  });
  if (result.kind === 'changed') return again(t('select.changed'), 409);
  if (result.kind === 'over') return at.over();
  showAnswer(ctx, site, { chooser, answer: result.answer, lms: lmsOf(ctx, site, chooser) });
}

interface ShownItems extends AtCourse {
  readonly folder: string;
  readonly search: string;
  readonly page: number;
  readonly problem: string | undefined;
  readonly status: number;
}

async function showItems(ctx: Context, site: Site, shown: ShownItems): Promise<void> {
  const { routes, chooser, by, asking, picks, search, page, problem, status } = shown;
  const { door, now } = routes.answer;
  const texts = say(ctx, site);
  const { t } = texts;
  const lms = lmsOf(ctx, site, chooser);
  const question = {
    pattern: search === '' ? undefined : likePattern(search),
    offset: (page - 1) * pageSize,
    most: pageSize,
    now: now(),
    protector: asking.protector.ref,
  };
  const folder = isItemId(shown.folder) && search === '' ? shown.folder : '';
  const list =
    (await readChoices(door, by, { ...question, folder })) ??
    (await readChoices(door, by, { ...question, folder: '' }));
  if (!list) throw new Error('A course has no contents to look at.');
  const here = new Set(list.lines.map(({ line }) => line.item.itemId));
  const several = chooser.asked.acceptsSeveral;
  const elsewhere = several
    ? await chosenItems(
        door,
        by,
        picks.filter((one) => !here.has(one)),
      )
    : [];
  show(ctx, site, {
    view: 'select/pick',
    status,
    model: {
      page: { title: t('select.pickTitle', { course: by.course.title }) },
      lede: t('select.pickLede', { lms }),
      action: stepPath,
      token: chooser.token,
      lms,
      course: by.course.course,
      folder: list.trail.at(-1)?.itemId ?? '',
      trail: list.trail,
      search,
      rows: list.lines.map((line) => rowOf(texts, line, picks)),
      several,
      elsewhere,
      problem,
      from: Math.min((page - 1) * pageSize + 1, list.total),
      to: Math.min(page * pageSize, list.total),
      total: list.total,
      previous: !list.isTree && page > 1 ? page - 1 : 0,
      next: !list.isTree && page * pageSize < list.total ? page + 1 : 0,
      canLeaveCourse: chooser.selection.courseId === 0,
    },
  });
}

function rowOf(
  texts: ReturnType<typeof say>,
  { line: { item, depth, folders }, why }: ChoiceLine,
  picks: readonly string[],
): PickRow {
  const { t } = texts;
  const isFolder = item.kind === 'folder';
  return {
    itemId: item.itemId,
    title: item.title,
    kind: kindInWords(texts, item),
    isFolder,
    inside: isFolder ? t('tree.inside', { count: item.inside }) : '',
    depth: Math.min(depth, 6),
    folders: folders.join(' › '),
    isTicked: why === undefined && picks.includes(item.itemId),
    why: why === undefined ? '' : t(`selectWhy.${why}`),
  };
}
