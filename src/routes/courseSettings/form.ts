import type { CourseFacts, MarkedCourse } from '../../services/settings/courseSettings.ts';
import type { Texts } from '../../web/texts.ts';
import { type Field, type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';

export const courseFields = ['title', 'trust', 'mayStrand', 'mark', 'confirmPassword'] as const;

export type CourseValues = Readonly<Record<(typeof courseFields)[number], string>>;

const trustWords = ['domain', 'yes', 'no'] as const;

type TrustWord = (typeof trustWords)[number];

export function isTrustWord(word: string): word is TrustWord {
  return (trustWords as readonly string[]).includes(word);
}

/** What a word of the form means; null: as the domain says. */
export function trustFrom(word: TrustWord): boolean | null {
  return word === 'domain' ? null : word === 'yes';
}

function trustWord(trust: boolean | null): TrustWord {
  if (trust === null) return 'domain';
  return trust ? 'yes' : 'no';
}

export function valuesOf({ settings, mark }: MarkedCourse): CourseValues {
  const { title, trustUsernames } = settings;
  return { title, trust: trustWord(trustUsernames), mayStrand: '', mark, confirmPassword: '' };
}

export interface ShownForm {
  readonly values: CourseValues;
  readonly faults: readonly FieldFault[];
  readonly facts: CourseFacts;
  readonly mayDecide: boolean;
}

export interface CourseFormFields {
  readonly title: Field;
  readonly trust: Field | undefined;
  readonly trustNow: string;
  readonly mayStrand: Field | undefined;
}

export function fieldsOf({ values, faults, facts, mayDecide }: ShownForm, { t }: Texts): CourseFormFields {
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  const { domainTrusts, stranded } = facts;
  const without = t('courseSettings.stranded', { count: stranded });
  const asDomain = t(domainTrusts ? 'courseSettings.asDomainYes' : 'courseSettings.asDomainNo');
  const option = (value: TrustWord, text: string, closes: boolean) => ({
    value,
    text,
    ...(closes && stranded > 0 ? { hint: without } : {}),
  });
  const trust = field({
    name: 'trust',
    label: t('courseSettings.trust'),
    hint: t('courseSettings.trustHint'),
    type: 'radios',
    options: [
      option('domain', asDomain, !domainTrusts),
      option('yes', t('courseSettings.trustYes'), false),
      option('no', t('courseSettings.trustNo'), true),
    ],
  });
  const asks = faults.some((fault) => fault.field === 'mayStrand');
  const mayStrand = field({ name: 'mayStrand', label: t('courseSettings.mayStrand'), type: 'tick' });
  return {
    title: field({ name: 'title', label: t('courseSettings.title'), required: true }),
    trust: mayDecide ? trust : undefined,
    trustNow: trustNow(facts, { t }),
    mayStrand: mayDecide && asks ? mayStrand : undefined,
  };
}

function trustNow({ settings, domainTrusts }: CourseFacts, { t }: Pick<Texts, 't'>): string {
  const { trustUsernames } = settings;
  if (trustUsernames === null)
    return t(domainTrusts ? 'courseSettings.nowDomainYes' : 'courseSettings.nowDomainNo');
  return t(trustUsernames ? 'courseSettings.nowYes' : 'courseSettings.nowNo');
}

/** What stands there now, beside each field that says something else. */
export function differences(typed: CourseValues, there: CourseValues, { t }: Texts): readonly FieldFault[] {
  const shown = (name: 'title' | 'trust') => {
    if (name === 'title') return there.title;
    if (there.trust === 'domain') return t('courseSettings.asDomain');
    return t(there.trust === 'yes' ? 'courseSettings.trustYes' : 'courseSettings.trustNo');
  };
  const beside = (['title', 'trust'] as const)
    .filter((name) => typed[name] !== there[name])
    .map((field) => ({ field, text: t('form.now', { value: shown(field) }) }));
  return [{ field: '', text: t('form.changedMeanwhile') }, ...beside];
}
