import type Router from '@koa/router';
import type { Context } from 'koa';
import type { CourseFault } from '../../services/courses/manageCourses.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { meantBy, pickPlan, usernameOf } from '../choosingPeople.ts';
import { atDomain, type Desk } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import { type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import type { CourseRoutes } from './index.ts';

const names = ['title', 'course', 'person', 'pick', 'act'] as const;
type Values = Readonly<Record<(typeof names)[number], string>>;
const untouched: Values = { title: '', course: '', person: '', pick: '', act: '' };

interface Here {
  readonly at: DomainCoordinator;
  readonly deeds: CourseRoutes;
}

/** A new course: `/adm/:domain/courses/new`. */
export function mountNewCourse(router: Router, desk: Desk, deeds: CourseRoutes): void {
  router.get(
    '/adm/:domain/courses/new',
    atDomain(desk, (ctx, at) =>
      showForm(ctx, desk, { at, deeds, values: untouched, faults: [], status: 200 }),
    ),
  );
  router.post(
    '/adm/:domain/courses/new',
    atDomain(desk, (ctx, at) => submit(ctx, desk, { at, deeds })),
  );
}

async function submit(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const values = await readFields(ctx, names, 2_000);
  if (values.act === 'find') return showForm(ctx, desk, { at, deeds, values, faults: [], status: 200 });
  const course = {
    title: values.title,
    course: values.course.trim(),
    coordinator: usernameOf(values),
  };
  const result = await deeds.make({ by: at, course });
  if (result.kind === 'faults') {
    const { t } = say(ctx, desk.site);
    const faults = result.faults.map((fault) => ({
      field: fieldOfFault[fault],
      text: t(`courseFault.${fault}`),
    }));
    return showForm(ctx, desk, { at, deeds, values, faults, status: 422 });
  }
  tellNext(ctx, desk.site, 'courses.made', { title: values.title.trim() });
  seeOther(ctx, domainPath(at, course.course, 'roster'));
}

const fieldOfFault: Readonly<Record<CourseFault, keyof Values>> = {
  'no-id': 'course',
  'bad-id': 'course',
  'taken-id': 'course',
  'no-title': 'title',
  'long-title': 'title',
  'no-person': 'person',
};

interface Shown extends Here {
  readonly values: Values;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function showForm(
  ctx: Context,
  desk: Desk,
  { at, deeds, values, faults, status }: Shown,
): Promise<void> {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const asksPerson = values.act === 'find' || faults.some(({ field }) => field === 'person');
  const found = asksPerson ? await meantBy(deeds.findPeople, at, values) : [];
  const pick = pickPlan(found, texts);
  const plans: readonly FieldPlan[] = [
    { name: 'title', label: t('courses.name'), required: true },
    { name: 'course', label: t('courses.id'), hint: t('courses.idHint'), required: true },
    { name: 'person', label: t('courses.coordinator'), hint: t('courses.coordinatorHint') },
    ...(pick ? [pick] : []),
  ];
  const searched = values.act === 'find' && found.length === 0;
  const nobody = searched ? [{ field: 'person', text: t('choosing.nobodyFound') }] : [];
  const told = [...faults, ...nobody];
  const courses = { title: t('courses.title'), path: domainPath(at, 'courses') };
  show(ctx, desk.site, {
    view: 'courses/new',
    status,
    model: {
      page: { title: t('courses.new') },
      lede: t('courses.newLede'),
      desk: domainLine(ctx, desk, { at, section: 'courses', crumbs: [courses] }),
      faults: told,
      fields: plans.map((plan) => fieldOf(plan, { values, faults: told })),
      cancel: courses,
    },
  });
}
