import type { Context } from 'koa';
import { typedDay } from '../../model/roleFaults.ts';
import { readFields } from '../../web/formBody.ts';
import { queryWord } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import { meantBy, pickPlan, usernameOf } from '../choosingPeople.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import { roleNamed, roleOptions, wordsOfFaults } from './words.ts';

const names = ['person', 'pick', 'role', 'section', 'starts', 'ends', 'act'] as const;
type Values = Readonly<Record<(typeof names)[number], string>>;

/** The form that gives somebody a role; `?username=` fills in whom. */
export async function addForm(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const values = { pick: '', role: 'student', section: '', starts: '', ends: '', act: '' };
  const person = queryWord(ctx, 'username', 400);
  await showForm(ctx, desk, { ...here, values: { ...values, person }, faults: [], status: 200 });
}

export async function submitAdd(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const values: Values = await readFields(ctx, names, 2_000);
  if (values.act === 'find') return showForm(ctx, desk, { ...here, values, faults: [], status: 200 });
  const kind = roleNamed(values.role);
  if (kind === undefined) {
    const faults = [{ field: 'role', text: texts.t('roster.chooseRole') }];
    return showForm(ctx, desk, { ...here, values, faults, status: 422 });
  }
  const role = {
    username: usernameOf(values),
    role: kind,
    section: values.section.trim(),
    starts: typedDay(values.starts),
    ends: typedDay(values.ends),
  };
  const result = await deeds.add({ by: at, role });
  if (result.kind === 'faults') {
    const found = result.faults.map((fault) => ({ fault, who: [] }));
    const faults = wordsOfFaults(found, { texts, isOne: true });
    return showForm(ctx, desk, { ...here, values, faults, status: 422 });
  }
  tellNext(ctx, desk.site, 'roster.added', {
    name: result.person.displayName,
    role: texts.t(`role.${kind}`),
  });
  const next = values.act === 'another' ? ['roster', 'new'] : ['roster'];
  seeOther(ctx, coursePath(at, ...next));
}

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
    { name: 'person', label: t('roster.person'), hint: t('roster.personHint'), required: true },
    ...(pick ? [pick] : []),
    {
      name: 'role',
      label: t('roster.role'),
      type: 'select',
      options: roleOptions(at, texts),
      hint: at.isDomainCoordinator ? '' : t('roster.roleHint'),
    },
    { name: 'section', label: t('roster.section'), hint: t('roster.sectionHint') },
    { name: 'starts', label: t('roster.starts'), type: 'date', hint: t('roster.startsHint') },
    { name: 'ends', label: t('roster.ends'), type: 'date', hint: t('roster.endsHint') },
  ];
  const isNobody = values.act === 'find' && found.length === 0;
  const told = isNobody ? [...faults, { field: 'person', text: t('choosing.nobodyFound') }] : faults;
  const roster = { title: t('roster.title'), path: coursePath(at, 'roster') };
  show(ctx, desk.site, {
    view: 'roster/new',
    status,
    model: {
      page: { title: t('roster.add') },
      lede: t('roster.addLede', { course: at.course.title }),
      desk: courseLine(ctx, desk, { at, section: 'roster', crumbs: [roster] }),
      faults: told,
      fields: plans.map((plan) => fieldOf(plan, { values, faults: told })),
      importPath: coursePath(at, 'roster', 'import'),
      cancel: roster,
    },
  });
}
