import type { Context } from 'koa';
import { lmsName } from '../../model/lms.ts';
import type { AnswerParts } from '../../services/selection/answerSelection.ts';
import { type Chooser, courseAskedFor, sameTeacher } from '../../services/selection/chooser.ts';
import { type CookieKind, readCookie } from '../../web/cookies.ts';
import { type Site, say, show } from '../site.ts';

export const stepPath = '/adm/launch/selection';

/** Told apart by the LMS that frames the page, and of use only to whom that LMS calls the same person. */
export const teacherCookie: CookieKind = { name: 'teacher', reach: 'framed', maxAgeSeconds: 3_600 };

export function teacherHashes(ctx: Context, { cookies, tokenHash }: Site): readonly Buffer[] {
  const value = readCookie(ctx, cookies, teacherCookie);
  return value === undefined ? [] : [tokenHash(value)];
}

/** What the LMS is called on the page. */
export function lmsOf(ctx: Context, site: Site, { selection }: Chooser): string {
  return (
    lmsName(selection.family === '' ? undefined : selection.family) ?? say(ctx, site).t('select.yourLms')
  );
}

interface Asking {
  readonly routes: { readonly answer: AnswerParts };
  readonly chooser: Chooser;
  readonly username: string;
  readonly problem: string | undefined;
  readonly status: number;
}

/** Who chooses: name and password, or one press for whoever chose last from here. */
export async function ask(
  ctx: Context,
  site: Site,
  { routes, chooser, username, problem, status }: Asking,
): Promise<void> {
  const { t } = say(ctx, site);
  const lms = lmsOf(ctx, site, chooser);
  const course = await courseAskedFor(routes.answer, chooser.selection);
  const known = await sameTeacher(routes.answer, chooser.selection, teacherHashes(ctx, site));
  show(ctx, site, {
    view: 'select/ask',
    status,
    model: {
      page: { title: t('select.title', { lms }) },
      lede: course ? t('select.signInCourse', { course: course.title }) : t('select.signInLede'),
      action: stepPath,
      token: chooser.token,
      lms,
      username,
      problem,
      continueAs: known?.person.displayName,
    },
  });
}
