import type { CourseFacts } from '../../services/deepLinks/courseFacts.ts';
import type { Texts } from '../../web/texts.ts';
import { type Field, type FieldFault, type FieldPlan, fieldOf, type Option } from '../formFields.ts';
import { protectorInWords, type SettingPart, valueInWords } from '../settingWords.ts';
import { restFields } from './fields.ts';
import type { ManyPage } from './pages.ts';
import { partWords, refWord, type SettingValues } from './values.ts';

interface Typed {
  readonly facts: CourseFacts;
  readonly values: SettingValues & { readonly section: string; readonly user: string };
  readonly faults: readonly FieldFault[];
}

/** Each part as a choice; left alone, it stays at each item as it is. */
export function manyFields(
  texts: Texts,
  { facts, values, faults }: Typed,
): Pick<ManyPage, 'whom' | 'access' | 'protect' | 'protectors' | 'rest'> {
  const { t } = texts;
  const plain = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  const field = (plan: FieldPlan): Field => fieldOf(plan, { values: plain, faults });
  const choice = (part: SettingPart, options: readonly Option[]) =>
    field({
      name: part,
      label: t(`settingPart.${part}`),
      type: 'select',
      options: [
        { value: '', text: t('deepLinks.manyKeep') },
        { value: 'inherit', text: t('deepLinks.manyInherit') },
        ...options,
      ],
    });
  const words = (part: 'access' | 'scope' | 'others' | 'listing' | 'target') =>
    choice(
      part,
      partWords[part].map((value) => ({ value, text: valueInWords(texts, facts, { [part]: value }) })),
    );
  return {
    whom: [
      field({ name: 'section', label: t('deepLinks.forSection'), hint: t('deepLinks.manyWhom') }),
      field({ name: 'user', label: t('deepLinks.forUser') }),
    ],
    access: words('access'),
    protect: choice('protect', [
      { value: 'none', text: t('setting.anyProtector') },
      { value: 'set', text: t('deepLinks.ticked') },
    ]),
    protectors: facts.protectors.map(({ ref }) => ({
      value: refWord(ref),
      text: protectorInWords(t, facts, ref),
      ticked: values.protectors.includes(refWord(ref)),
    })),
    rest: restFields(texts, { facts, words, choice, field }),
  };
}
