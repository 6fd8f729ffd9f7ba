import type { Context } from 'koa';
import type { AnswerParts } from '../../services/selection/answerSelection.ts';
import { type Chooser, coursesOf } from '../../services/selection/chooser.ts';
import { type Site, say, show } from '../site.ts';
import { lmsOf, stepPath } from './ask.ts';

const mostCourses = 100;

/** Which of the courses that the person coordinates. */
export async function showCourses(
  ctx: Context,
  site: Site,
  {
    routes,
    chooser,
    search,
  }: {
    readonly routes: { readonly answer: AnswerParts };
    readonly chooser: Chooser;
    readonly search: string;
  },
): Promise<void> {
  const { t } = say(ctx, site);
  const all = chooser.person ? await coursesOf(routes.answer, chooser.person) : [];
  const word = search.trim().toLowerCase();
  const found = all.filter(
    ({ course, title }) => course.toLowerCase().includes(word) || title.toLowerCase().includes(word),
  );
  show(ctx, site, {
    view: 'select/courses',
    model: {
      page: { title: t('select.coursesTitle') },
      lede: t('select.coursesLede'),
      action: stepPath,
      token: chooser.token,
      lms: lmsOf(ctx, site, chooser),
      search,
      asksSearch: all.length > 10,
      courses: found.slice(0, mostCourses),
      more: Math.max(0, found.length - mostCourses),
    },
  });
}
