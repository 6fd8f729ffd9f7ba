import type Router from '@koa/router';
import type { Context } from 'koa';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import {
  type ChangedCourse,
  type CourseChange,
  type CourseFacts,
  courseTitle,
} from '../../services/settings/courseSettings.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { atCourse, type Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { type ArchiveDeeds, mountArchive } from './archive.ts';
import {
  courseFields,
  differences,
  fieldsOf,
  isTrustWord,
  type ShownForm,
  trustFrom,
  valuesOf,
} from './form.ts';

/** The deeds that these pages call. */
export interface CourseSettingsRoutes extends ArchiveDeeds {
  readonly read: (by: CourseCoordinator) => Promise<CourseFacts>;
  readonly change: (change: CourseChange) => Promise<ChangedCourse>;
}

/** What holds for one course: `/adm/:domain/:course/settings`. */
export function mountCourseSettings(router: Router, desk: Desk, deeds: CourseSettingsRoutes): void {
  router.get(
    '/adm/:domain/:course/settings',
    atCourse(desk, async (ctx, at) => {
      const facts = await deeds.read(at);
      showForm(ctx, desk, { at, facts, values: valuesOf(facts), faults: [], status: 200 });
    }),
  );
  router.post(
    '/adm/:domain/:course/settings',
    atCourse(desk, (ctx, at) => submit(ctx, desk, { at, deeds })),
  );
  mountArchive(router, desk, deeds);
}

interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: CourseSettingsRoutes;
}

async function submit(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const sent = await readFields(ctx, courseFields, 2_000);
  const facts = await deeds.read(at);
  const texts = say(ctx, desk.site);
  const { t } = texts;
  // Whoever may not decide it has not said it.
  const values = at.isDomainCoordinator ? sent : { ...sent, trust: valuesOf(facts).trust };
  const refuse = (faults: readonly FieldFault[], status = 422) =>
    showForm(ctx, desk, { at, facts, values, faults, status });
  const title = courseTitle(values.title);
  const faults: FieldFault[] = [];
  if (title === undefined)
    faults.push({
      field: 'title',
      text: t(values.title.trim() === '' ? 'form.missing' : 'courseSettings.badTitle'),
    });
  const { trust } = values;
  if (!isTrustWord(trust)) faults.push({ field: 'trust', text: t('courseSettings.badTrust') });
  if (at.isDomainCoordinator) {
    const { confirmPassword: password } = values;
    const confirming = await faultOfConfirming(ctx, desk, { person: at.person, password });
    if (confirming) faults.push(confirming);
  }
  if (faults.length > 0 || title === undefined || !isTrustWord(trust)) return refuse(faults);
  const settings = { title, trustUsernames: trustFrom(trust) };
  const mayStrand = values.mayStrand === 'on';
  const result = await deeds.change({ by: at, settings, mark: values.mark, mayStrand });
  if (result.kind === 'strands') {
    return refuse([{ field: 'mayStrand', text: t('courseSettings.strands', { count: result.students }) }]);
  }
  if (result.kind === 'meanwhile') {
    const typed = { ...values, mark: result.now.mark };
    const beside = differences(typed, valuesOf(result.now), texts);
    showForm(ctx, desk, { at, facts, values: typed, faults: beside, status: 409 });
    return;
  }
  tellNext(ctx, desk.site, result.kind === 'changed' ? 'settings.saved' : 'settings.unchanged');
  seeOther(ctx, coursePath(at, 'settings'));
}

interface Shown extends Omit<ShownForm, 'mayDecide'> {
  readonly at: CourseCoordinator;
  readonly status: number;
}

function showForm(ctx: Context, desk: Desk, { at, status, ...form }: Shown): void {
  const texts = say(ctx, desk.site);
  const { faults, facts, values } = form;
  const mayDecide = at.isDomainCoordinator;
  show(ctx, desk.site, {
    view: 'courseSettings/course',
    status,
    model: {
      page: { title: texts.t('courseSettings.pageTitle') },
      lede: texts.t('courseSettings.lede', { course: at.course.title }),
      desk: courseLine(ctx, desk, { at, section: 'settings' }),
      faults,
      mark: values.mark,
      ...fieldsOf({ ...form, mayDecide }, texts),
      confirm: mayDecide ? confirmFieldOf(ctx, desk, faults) : undefined,
      archived: facts.archived,
      archivePath: mayDecide ? coursePath(at, 'settings', 'archive') : '',
    },
  });
}
