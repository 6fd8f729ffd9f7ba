import type Router from '@koa/router';
import type { Context } from 'koa';
import { lmsFamilies } from '../../model/lmsFamily.ts';
import type { TestLms } from '../../model/lmsPresets.ts';
import type { ProtectorRef } from '../../model/protector.ts';
import { isShortId } from '../../model/shortUrl.ts';
import type { Onlooker } from '../../services/inspector/recentLaunches.ts';
import type { TestFault, TestOrder, TestResult } from '../../services/inspector/testLaunch.ts';
import { readFields } from '../../web/formBody.ts';
import { seeOther } from '../../web/seeOther.ts';
import { atCourse, atDomain, type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath, domainLine, domainPath } from '../deskLines.ts';
import { type Field, type FieldFault, type FieldPlan, fieldOf, type Option } from '../formFields.ts';
import { protectorTabs } from '../protectorTabs.ts';
import { say, show } from '../site.ts';

/** The deeds that these pages call. */
export interface TestLaunchRoutes {
  readonly protectors: (by: Onlooker) => Promise<readonly Option[]>;
  readonly test: (order: TestOrder) => Promise<TestResult>;
}

type Page = (ctx: Context, here: Here) => Promise<void>;

interface Here {
  readonly desk: Desk;
  readonly at: Onlooker;
  readonly deeds: TestLaunchRoutes;
}

/** Trying a launch out: what comes of it is its story. */
export function mountTestLaunch(router: Router, desk: Desk, deeds: TestLaunchRoutes): void {
  const ofDomain = (page: Page) => atDomain(desk, (ctx, at) => page(ctx, { desk, at, deeds }));
  const ofCourse = (page: Page) => atCourse(desk, (ctx, at) => page(ctx, { desk, at, deeds }));
  const places = [
    ['/adm/:domain/protectors/:number/test', ofDomain],
    ['/adm/:domain/:course/protectors/:number/test', ofCourse],
    ['/adm/:domain/:course/testlaunch', ofCourse],
  ] as const;
  for (const [path, guarded] of places) {
    router.get(
      path,
      guarded((ctx, here) => showForm(ctx, here, { values: emptyForm, faults: [], status: 200 })),
    );
    router.post(path, guarded(tryOut));
  }
}

const names = ['protector', 'lms', 'link', 'person'] as const;
const emptyForm: Values = { protector: '', lms: 'moodle', link: '', person: '' };

type Values = Readonly<Record<(typeof names)[number], string>>;

interface Shown {
  readonly values: Values;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

/** The protectors to choose from: the address's own, or all that the course may be launched with. */
async function offered(ctx: Context, { at, deeds }: Here): Promise<readonly Option[]> {
  const all = await deeds.protectors(at);
  const { number } = ctx.params as { number?: string };
  if (number === undefined) return all;
  const own = all.filter(({ value }) => value === `${'course' in at ? 'course' : 'domain'}:${number}`);
  if (own.length === 0) throw notHere();
  return own;
}

async function showForm(ctx: Context, here: Here, { values, faults, status }: Shown): Promise<void> {
  const { desk, at } = here;
  const { t } = say(ctx, desk.site);
  const options = await offered(ctx, here);
  const { number } = ctx.params as { number?: string };
  const path = 'course' in at ? coursePath(at, 'protectors') : domainPath(at, 'protectors');
  const crumbs = [{ title: t('desk.protectors'), path }];
  const title = number === undefined ? t('testLaunch.title') : (options[0]?.text ?? '');
  show(ctx, desk.site, {
    view: 'testlaunch/form',
    status,
    model: {
      page: { title },
      lede: t('testLaunch.lede'),
      desk:
        'course' in at
          ? courseLine(ctx, desk, { at, section: 'protectors', crumbs })
          : domainLine(ctx, desk, { at, section: 'protectors', crumbs }),
      tabs:
        number === undefined ? [] : protectorTabs(ctx, desk, { at, number: Number(number), current: 'test' }),
      asStudentPath: 'course' in at ? coursePath(at, 'testlaunch', 'as') : '',
      faults,
      fields: fieldsOf(t, { options, values, faults }),
    },
  });
}

function fieldsOf(
  t: ReturnType<typeof say>['t'],
  { options, values, faults }: Pick<Shown, 'values' | 'faults'> & { readonly options: readonly Option[] },
): readonly Field[] {
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  const systems = [
    ...lmsFamilies.map((lms) => ({ value: lms, text: t(`lmsTitle.${lms}`) })),
    { value: 'other', text: t('testLaunch.other') },
  ];
  return [
    field({ name: 'protector', label: t('testLaunch.protector'), type: 'select', options }),
    field({
      name: 'lms',
      label: t('testLaunch.lms'),
      hint: t('testLaunch.lmsHint'),
      type: 'select',
      options: systems,
    }),
    field({ name: 'link', label: t('testLaunch.link'), hint: t('testLaunch.linkHint'), required: true }),
    field({
      name: 'person',
      label: t('testLaunch.person'),
      hint: t('testLaunch.personHint'),
      required: true,
    }),
  ];
}

const fieldOfFault: Readonly<Record<TestFault, keyof Values>> = {
  'no-protector': 'protector',
  'no-secret': 'protector',
  'no-link': 'link',
  'no-student': 'person',
  privileged: 'person',
};

async function tryOut(ctx: Context, here: Here): Promise<void> {
  const values = await readFields(ctx, names, 2_000);
  const { t } = say(ctx, here.desk.site);
  const refuse = (faults: readonly FieldFault[]) => showForm(ctx, here, { values, faults, status: 422 });
  const faultOf = (fault: TestFault) => ({ field: fieldOfFault[fault], text: t(`testFault.${fault}`) });
  const chosen = (await offered(ctx, here)).find(({ value }) => value === values.protector);
  const shortId = values.link.trim().replace(/\/+$/, '').split('/').at(-1) ?? '';
  const username = values.person.trim();
  const lms = [...lmsFamilies, 'other' as const].find((one) => one === values.lms);
  const faults: FieldFault[] = [];
  if (!chosen) faults.push(faultOf('no-protector'));
  if (!isShortId(shortId)) faults.push(faultOf('no-link'));
  if (username === '') faults.push({ field: 'person', text: t('form.missing') });
  if (!chosen || !lms || faults.length > 0) return refuse(faults);
  const protector = refOf(chosen.value);
  const result = await here.deeds.test({ by: here.at, protector, shortId, username, lms: lms as TestLms });
  if (result.kind === 'refused') return refuse([faultOf(result.fault)]);
  const { at } = here;
  seeOther(
    ctx,
    'course' in at
      ? coursePath(at, 'journal', result.reference)
      : domainPath(at, 'journal', result.reference),
  );
}

function refOf(value: string): ProtectorRef {
  const [level, number] = value.split(':');
  return { level: level === 'course' ? 'course' : 'domain', number: Number(number) };
}
