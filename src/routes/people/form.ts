import type { Texts } from '../../web/texts.ts';
import { type Field, type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';

export const personFields = [
  'username',
  'displayName',
  'email',
  'coordinator',
  'mark',
  'confirmPassword',
] as const;

export type PersonValues = Readonly<Record<(typeof personFields)[number], string>>;

/** The fields of a person; the username is asked for only where the person is new, for it never changes. */
export function fieldsOf(
  { values, faults, isNew }: { values: PersonValues; faults: readonly FieldFault[]; isNew: boolean },
  { t }: Texts,
): readonly Field[] {
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  const username = { name: 'username', label: t('people.username'), hint: t('people.usernameHint') };
  return [
    ...(isNew ? [field({ ...username, required: true })] : []),
    field({ name: 'displayName', label: t('people.name'), hint: isNew ? t('people.nameHint') : '' }),
    field({ name: 'email', label: t('people.email'), type: 'email', hint: t('people.emailHint') }),
    field({
      name: 'coordinator',
      label: t('people.coordinator'),
      hint: t('people.coordinatorHint'),
      type: 'tick',
    }),
  ];
}
