import type Router from '@koa/router';
import type { Context } from 'koa';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { confirmFieldOf, faultOfConfirming } from '../confirming.ts';
import { atCourse, type Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import type { FieldFault } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';

export interface ArchiveDeeds {
  readonly numbers: (by: CourseCoordinator) => Promise<{ readonly links: number; readonly people: number }>;
  /** Tells whether it was not so already. */
  readonly setArchived: (change: {
    readonly by: CourseCoordinator;
    readonly archived: boolean;
  }) => Promise<boolean>;
}

/** Archiving a course, after a page that names what it closes, and the way back. */
export function mountArchive(router: Router, desk: Desk, deeds: ArchiveDeeds): void {
  const path = '/adm/:domain/:course/settings/archive';
  const ofDomain = (handler: (ctx: Context, at: CourseCoordinator) => Promise<void>) =>
    atCourse(desk, (ctx, at) => (at.isDomainCoordinator ? handler(ctx, at) : leave(ctx, desk, at)));
  router.get(
    path,
    ofDomain((ctx, at) => question(ctx, desk, { at, deeds, faults: [] })),
  );
  router.post(
    path,
    ofDomain((ctx, at) => archive(ctx, desk, { at, deeds })),
  );
  router.post(
    '/adm/:domain/:course/settings/reopen',
    ofDomain(async (ctx, at) => {
      const isNew = await deeds.setArchived({ by: at, archived: false });
      tellNext(ctx, desk.site, isNew ? 'courseSettings.reopened' : 'settings.unchanged');
      seeOther(ctx, coursePath(at, 'settings'));
    }),
  );
}

/** A coordinator of the course knows the settings, but these are not among them. */
function leave(ctx: Context, desk: Desk, at: CourseCoordinator): void {
  tellNext(ctx, desk.site, 'courseSettings.notYours');
  seeOther(ctx, coursePath(at, 'settings'));
}

interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: ArchiveDeeds;
}

async function archive(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const { confirmPassword: password } = await readFields(ctx, ['confirmPassword'], 2_000);
  const fault = await faultOfConfirming(ctx, desk, { person: at.person, password });
  if (fault) return question(ctx, desk, { at, deeds, faults: [fault] });
  const isNew = await deeds.setArchived({ by: at, archived: true });
  tellNext(ctx, desk.site, isNew ? 'courseSettings.archivedNow' : 'settings.unchanged');
  seeOther(ctx, coursePath(at, 'settings'));
}

async function question(
  ctx: Context,
  desk: Desk,
  { at, deeds, faults }: Here & { readonly faults: readonly FieldFault[] },
): Promise<void> {
  const { t } = say(ctx, desk.site);
  const backPath = coursePath(at, 'settings');
  if (at.course.archived) return seeOther(ctx, backPath);
  show(ctx, desk.site, {
    view: 'courseSettings/archive',
    status: faults.length > 0 ? 422 : 200,
    model: {
      page: { title: t('courseSettings.archiveTitle') },
      lede: t('courseSettings.archiveLede', { course: at.course.title }),
      desk: courseLine(ctx, desk, {
        at,
        section: 'settings',
        crumbs: [{ title: t('desk.settings'), path: backPath }],
      }),
      faults,
      ...(await deeds.numbers(at)),
      confirm: confirmFieldOf(ctx, desk, faults),
      backPath,
    },
  });
}
