import type { SecretRules } from '../../model/secretRules.ts';
import type { Texts } from '../../web/texts.ts';
import type { FieldFault, FieldPlan } from '../formFields.ts';

/** The choice between a generated secret and a typed one, with the domain's rules said beforehand. */
export function secretFields(rules: SecretRules, { t, lang }: Texts): readonly FieldPlan[] {
  const words = {
    lower: t('protectors.ruleLower'),
    upper: t('protectors.ruleUpper'),
    digit: t('protectors.ruleDigit'),
    special: t('protectors.ruleSpecial'),
  };
  const kinds = new Intl.ListFormat(lang, { type: 'conjunction' }).format(
    rules.require.map((kind) => words[kind]),
  );
  const lengths = { min: rules.minLength, max: rules.maxLength };
  return [
    {
      name: 'secretKind',
      label: t('protectors.secretKind'),
      type: 'radios',
      options: [
        {
          value: 'generated',
          text: t('protectors.secretGenerated'),
          hint: t('protectors.secretGeneratedHint'),
        },
        { value: 'typed', text: t('protectors.secretTyped'), hint: t('protectors.secretTypedHint') },
      ],
    },
    {
      name: 'secret',
      label: t('protectors.secret'),
      hint:
        kinds === ''
          ? t('protectors.secretRules', lengths)
          : t('protectors.secretRulesKinds', { ...lengths, kinds }),
      type: 'password',
      autocomplete: 'new-password',
    },
  ];
}

/** Neither of the two was chosen, as after a sign-in in the middle, which carries nothing secret: nobody is to guess. */
export function faultOfChoice(secretKind: string, { t }: Texts): readonly FieldFault[] {
  const isChosen = secretKind === 'generated' || secretKind === 'typed';
  return isChosen ? [] : [{ field: 'secretKind', text: t('protectors.choose') }];
}
