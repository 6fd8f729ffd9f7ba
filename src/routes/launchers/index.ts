import type Router from '@koa/router';
import type { Context } from 'koa';
import { isLmsKind, type LmsKind, lmsKinds } from '../../model/lmsKinds.ts';
import {
  launcherName,
  mostLaunchers,
  type Recommended,
} from '../../services/launchers/recommendedLaunchers.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import type { RecommendedLauncher } from '../../storage/launcherStore.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { atDomain, type Desk } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import { type FieldFault, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';

/** The deeds that these pages call. */
export interface LauncherRoutes {
  readonly read: (by: DomainCoordinator) => Promise<readonly RecommendedLauncher[]>;
  readonly recommend: (change: {
    readonly by: DomainCoordinator;
    readonly name: string;
    readonly lms: LmsKind;
  }) => Promise<Recommended>;
  readonly forget: (change: { readonly by: DomainCoordinator; readonly name: string }) => Promise<boolean>;
}

/** Launchers that a domain recommends to its courses: `/adm/:domain/launchers`. */
export function mountLaunchers(router: Router, desk: Desk, deeds: LauncherRoutes): void {
  router.get(
    '/adm/:domain/launchers',
    atDomain(desk, (ctx, at) => list(ctx, desk, { at, deeds, values: {}, faults: [], status: 200 })),
  );
  router.post(
    '/adm/:domain/launchers',
    atDomain(desk, (ctx, at) => recommend(ctx, desk, { at, deeds })),
  );
  router.post(
    '/adm/:domain/launchers/remove',
    atDomain(desk, (ctx, at) => forget(ctx, desk, { at, deeds })),
  );
}

interface Here {
  readonly at: DomainCoordinator;
  readonly deeds: LauncherRoutes;
}

interface Shown extends Here {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

async function list(ctx: Context, desk: Desk, { at, deeds, values, faults, status }: Shown): Promise<void> {
  const { t } = say(ctx, desk.site);
  const launchers = await deeds.read(at);
  const options = lmsKinds.map((kind) => ({ value: kind, text: t(`lmsNames.${kind}`) }));
  show(ctx, desk.site, {
    view: 'launchers/domain',
    status,
    model: {
      page: { title: t('launchers.title') },
      lede: t('launchers.lede'),
      desk: domainLine(ctx, desk, {
        at,
        section: 'settings',
        crumbs: [{ title: t('desk.settings'), path: domainPath(at, 'settings') }],
      }),
      faults,
      launchers: launchers.map(({ name, lms }) => ({ name, lms: t(`lmsNames.${lms}`) })),
      fields: [
        fieldOf(
          { name: 'name', label: t('launchers.name'), hint: t('launchers.nameHint'), required: true },
          { values, faults },
        ),
        fieldOf({ name: 'lms', label: t('launchers.lms'), type: 'select', options }, { values, faults }),
      ],
    },
  });
}

async function recommend(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const values = await readFields(ctx, ['name', 'lms'], 2_000);
  const { t } = say(ctx, desk.site);
  const refuse = (faults: readonly FieldFault[]) => list(ctx, desk, { ...here, values, faults, status: 422 });
  const name = launcherName(values.name);
  const { lms } = values;
  const faults: FieldFault[] = [];
  if (values.name.trim() === '') faults.push({ field: 'name', text: t('form.missing') });
  else if (name === undefined) faults.push({ field: 'name', text: t('launchers.badName') });
  if (!isLmsKind(lms)) faults.push({ field: 'lms', text: t('launchers.badLms') });
  if (name === undefined || !isLmsKind(lms)) return refuse(faults);
  const result = await here.deeds.recommend({ by: here.at, name, lms });
  if (result === 'there-already') return refuse([{ field: 'name', text: t('launchers.thereAlready') }]);
  if (result === 'too-many')
    return refuse([{ field: 'name', text: t('launchers.tooMany', { most: mostLaunchers }) }]);
  tellNext(ctx, desk.site, 'launchers.added', { name });
  seeOther(ctx, domainPath(here.at, 'launchers'));
}

async function forget(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const { name } = await readFields(ctx, ['name'], 400);
  const wasThere = await deeds.forget({ by: at, name });
  tellNext(ctx, desk.site, wasThere ? 'launchers.removed' : 'launchers.goneAlready', { name });
  seeOther(ctx, domainPath(at, 'launchers'));
}
