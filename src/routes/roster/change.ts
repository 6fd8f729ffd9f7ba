import type { Context } from 'koa';
import { typedDay } from '../../model/roleFaults.ts';
import type { RoleChange } from '../../services/roster/changeRoles.ts';
import type { MarkedRoles } from '../../services/roster/rosterParts.ts';
import { readFields, readList } from '../../web/formBody.ts';
import { queryWord } from '../../web/listing.ts';
import { seeOther } from '../../web/seeOther.ts';
import type { Texts } from '../../web/texts.ts';
import type { Desk } from '../desk.ts';
import { type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';
import { tellNext } from '../notices.ts';
import { say, show } from '../site.ts';
import { aboutRoles, nothingTicked } from './aboutRoles.ts';
import type { Here } from './deeds.ts';
import { backPath, idsOf, roleNamed, roleOptions, tickedIds, wordsOfFaults } from './words.ts';

const names = [
  'role',
  'section',
  'starts',
  'ends',
  'clearSection',
  'clearStarts',
  'clearEnds',
  'mark',
  'back',
] as const;
type Values = Readonly<Record<(typeof names)[number], string>>;
const untouched: Omit<Values, 'back' | 'mark'> = {
  role: '',
  section: '',
  starts: '',
  ends: '',
  clearSection: '',
  clearStarts: '',
  clearEnds: '',
};

/** The form that changes one role, or the days and section of all that were ticked. */
export async function changeForm(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const there = await here.deeds.roles(here.at, tickedIds(ctx));
  const back = queryWord(ctx, 'back', 1_000);
  const [only] = there.roles;
  if (!only) return nothingTicked(ctx, desk, { at: here.at, back });
  const shown =
    there.roles.length > 1
      ? {}
      : { role: only.role, section: only.section, starts: only.starts ?? '', ends: only.ends ?? '' };
  const values = { ...untouched, ...shown, back, mark: there.mark };
  showForm(ctx, desk, { here, there, values, faults: [], status: 200 });
}

export async function submitChange(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const values: Values = await readFields(ctx, names, 2_000);
  const ids = idsOf(await readList(ctx, 'id'));
  const there = await deeds.roles(at, ids);
  if (there.roles.length === 0) return nothingTicked(ctx, desk, { at, back: values.back });
  const isOne = ids.length === 1;
  const change = changeFrom(values, isOne);
  const unclear =
    Object.keys(change).length === 0
      ? [{ field: '', text: texts.t('roster.nothingChosen') }]
      : contradictions(values, texts);
  if (unclear.length > 0) return showForm(ctx, desk, { here, there, values, faults: unclear, status: 422 });
  const result = await deeds.change({ by: at, ids, mark: values.mark, change });
  if (result.kind === 'faults') {
    const faults = wordsOfFaults(result.faults, { texts, isOne });
    return showForm(ctx, desk, { here, there, values, faults, status: 422 });
  }
  if (result.kind === 'meanwhile') {
    const now = result.now;
    if (now.roles.length === 0) return nothingTicked(ctx, desk, { at, back: values.back });
    const faults = [{ field: '', text: texts.t('roster.changedMeanwhile') }];
    const again = { ...values, mark: now.mark };
    return showForm(ctx, desk, { here, there: now, values: again, faults, status: 409 });
  }
  tellNext(ctx, desk.site, 'roster.changed', { count: result.count });
  seeOther(ctx, backPath(at, values.back));
}

/** One role is shown whole; of many only what is filled in or ticked changes. */
function changeFrom(values: Values, isOne: boolean): RoleChange {
  const role = roleNamed(values.role);
  const says = (typed: string, clear: string) => isOne || typed.trim() !== '' || clear === 'on';
  return {
    ...(isOne && role !== undefined ? { role } : {}),
    ...(says(values.section, values.clearSection) ? { section: values.section.trim() } : {}),
    ...(says(values.starts, values.clearStarts) ? { starts: typedDay(values.starts) } : {}),
    ...(says(values.ends, values.clearEnds) ? { ends: typedDay(values.ends) } : {}),
  };
}

/** Something typed and taken away at once; nobody can mean both. */
function contradictions(values: Values, { t }: Texts): readonly FieldFault[] {
  const pairs = [
    ['section', 'clearSection'],
    ['starts', 'clearStarts'],
    ['ends', 'clearEnds'],
  ] as const;
  return pairs
    .filter(([field, clear]) => values[field].trim() !== '' && values[clear] === 'on')
    .map(([field]) => ({ field, text: t('roster.bothChosen') }));
}

interface Shown {
  readonly here: Here;
  readonly there: MarkedRoles;
  readonly values: Values;
  readonly faults: readonly FieldFault[];
  readonly status: number;
}

function showForm(ctx: Context, desk: Desk, { here, there, values, faults, status }: Shown): void {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const isOne = there.roles.length === 1;
  const [only] = there.roles;
  const plans = isOne ? plansOfOne(here, texts) : plansOfMany(texts);
  show(ctx, desk.site, {
    view: 'roster/change',
    status,
    model: {
      ...aboutRoles(ctx, desk, { at: here.at, there, back: values.back }),
      page: {
        title: isOne
          ? t('roster.changeOne', { name: only?.displayName ?? '' })
          : t('roster.changeMany', { count: there.roles.length }),
      },
      lede: isOne ? '' : t('roster.changeLede'),
      faults,
      fields: plans.map((plan) => fieldOf(plan, { values, faults })),
      submit: t('roster.change'),
    },
  });
}

function plansOfOne({ at }: Here, texts: Texts): readonly FieldPlan[] {
  const { t } = texts;
  return [
    { name: 'role', label: t('roster.role'), type: 'select', options: roleOptions(at, texts) },
    { name: 'section', label: t('roster.section'), hint: t('roster.sectionHint') },
    { name: 'starts', label: t('roster.starts'), type: 'date', hint: t('roster.startsHint') },
    { name: 'ends', label: t('roster.ends'), type: 'date', hint: t('roster.endsHint') },
  ];
}

function plansOfMany({ t }: Texts): readonly FieldPlan[] {
  const hint = t('roster.staysHint');
  return [
    { name: 'section', label: t('roster.section'), hint },
    { name: 'clearSection', label: t('roster.clearSection'), type: 'tick' },
    { name: 'starts', label: t('roster.starts'), type: 'date', hint },
    { name: 'clearStarts', label: t('roster.clearStarts'), type: 'tick' },
    { name: 'ends', label: t('roster.ends'), type: 'date', hint },
    { name: 'clearEnds', label: t('roster.clearEnds'), type: 'tick' },
  ];
}
