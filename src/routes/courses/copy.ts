import type Router from '@koa/router';
import type { Context } from 'koa';
import type { CopiedCourse, CopyFault } from '../../services/courses/copyCourse.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import { readFields } from '../../web/formBody.ts';
import { queryWord } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import { atDomain, type Desk } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import { type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';

const names = ['from', 'title', 'course', 'links'] as const;
type Values = Readonly<Record<(typeof names)[number], string>>;

export interface CopyDeeds {
  readonly copy: (copying: {
    readonly by: DomainCoordinator;
    readonly from: string;
    readonly course: string;
    readonly title: string;
    readonly links: boolean;
  }) => Promise<CopiedCourse>;
}

interface Here {
  readonly at: DomainCoordinator;
  readonly deeds: CopyDeeds;
}

/** A course made from another one: `/adm/:domain/courses/copy`. */
export function mountCopy(router: Router, desk: Desk, deeds: CopyDeeds): void {
  const path = '/adm/:domain/courses/copy';
  router.get(
    path,
    atDomain(desk, (ctx, at) => {
      const values = { from: queryWord(ctx, 'from', 64), title: '', course: '', links: 'on' };
      showForm(ctx, desk, { at, deeds, values, faults: [], status: 200 });
    }),
  );
  router.post(
    path,
    atDomain(desk, (ctx, at) => submit(ctx, desk, { at, deeds })),
  );
}

async function submit(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const values = await readFields(ctx, names, 2_000);
  const course = values.course.trim();
  const links = values.links === 'on';
  const result = await deeds.copy({ by: at, from: values.from.trim(), course, title: values.title, links });
  if (result.kind === 'faults') {
    const { t } = say(ctx, desk.site);
    const faults = result.faults.map((fault) => ({
      field: fieldOfFault[fault],
      text: t(`courseFault.${fault}`),
    }));
    return showForm(ctx, desk, { at, deeds, values, faults, status: 422 });
  }
  const { items, links: count } = result.numbers;
  tellNext(ctx, desk.site, 'courseCopy.copied', { title: values.title.trim(), items, links: count });
  seeOther(ctx, domainPath(at, course, 'links', 'old'));
}

const fieldOfFault: Readonly<Record<CopyFault, keyof Values>> = {
  'no-from': 'from',
  'unknown-from': 'from',
  'no-id': 'course',
  'bad-id': 'course',
  'taken-id': 'course',
  'no-title': 'title',
  'long-title': 'title',
  'no-person': 'title',
};

interface Shown extends Here {
  readonly values: Values;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

function showForm(ctx: Context, desk: Desk, { at, values, faults, status }: Shown): void {
  const { t } = say(ctx, desk.site);
  const plans: readonly FieldPlan[] = [
    { name: 'from', label: t('courseCopy.from'), hint: t('courseCopy.fromHint'), required: true },
    { name: 'title', label: t('courses.name'), required: true },
    { name: 'course', label: t('courses.id'), hint: t('courses.idHint'), required: true },
    { name: 'links', label: t('courseCopy.links'), hint: t('courseCopy.linksHint'), type: 'tick' },
  ];
  const courses = { title: t('courses.title'), path: domainPath(at, 'courses') };
  show(ctx, desk.site, {
    view: 'courses/copy',
    status,
    model: {
      page: { title: t('courseCopy.title') },
      lede: t('courseCopy.lede'),
      desk: domainLine(ctx, desk, { at, section: 'courses', crumbs: [courses] }),
      faults,
      fields: plans.map((plan) => fieldOf(plan, { values, faults })),
      cancel: courses,
    },
  });
}
