import type { DeepLink } from '../../model/deepLink.ts';
import type { OpenSetting } from '../../services/deepLinks/readSetting.ts';
import type { Texts } from '../../web/texts.ts';
import { type Field, type FieldFault, type FieldPlan, fieldOf, type Option } from '../formFields.ts';
import { protectorInWords, type SettingPart, sourceInWords, valueInWords } from '../settingWords.ts';
import type { ProtectorTick, SettingFormPage } from './pages.ts';
import { partWords, refWord, type SettingValues } from './values.ts';

interface Typed {
  readonly open: OpenSetting;
  readonly values: SettingValues;
  readonly faults: readonly FieldFault[];
}

type Fields = Pick<SettingFormPage, 'access' | 'protect' | 'protectors' | 'rest'>;

/** Each part as a choice; the first says what would be inherited, and where from. */
export function fieldsOf(texts: Texts, typed: Typed): Fields {
  const { values, faults } = typed;
  const { t } = texts;
  const plain = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  const field = (plan: FieldPlan): Field => fieldOf(plan, { values: plain, faults });
  const choice = (part: SettingPart, options: readonly Option[]) =>
    field({
      name: part,
      label: t(`settingPart.${part}`),
      type: 'select',
      hint: t(`partHint.${part}`),
      options: [inheritedOption(texts, typed.open, part), ...options],
    });
  const words = (part: 'access' | 'scope' | 'others' | 'listing' | 'target') =>
    choice(
      part,
      partWords[part].map((value) => ({
        value,
        text: valueInWords(texts, typed.open.facts, { [part]: value }),
      })),
    );
  return {
    access: words('access'),
    protect: choice('protect', protectOptions(texts)),
    protectors: ticksOf(texts, typed),
    rest: restFields(texts, { facts: typed.open.facts, words, choice, field }),
  };
}

interface Making {
  readonly facts: OpenSetting['facts'];
  readonly words: (part: 'scope' | 'others' | 'listing' | 'target') => Field;
  readonly choice: (part: SettingPart, options: readonly Option[]) => Field;
  readonly field: (plan: FieldPlan) => Field;
}

/** The parts after who opens, in the order of the forms. */
export function restFields(texts: Texts, { facts, words, choice, field }: Making): readonly Field[] {
  const { t } = texts;
  return [
    words('scope'),
    words('others'),
    words('listing'),
    words('target'),
    choice('exit', exitOptions(texts)),
    field({ name: 'exitUrl', label: t('deepLinks.exitUrl'), type: 'url', hint: t('deepLinks.exitUrlHint') }),
    field({ name: 'exitText', label: t('deepLinks.exitText') }),
    choice('menu', menuOptions(texts, facts)),
  ];
}

function inheritedOption(
  texts: Texts,
  { facts, inherited, item }: OpenSetting,
  part: keyof DeepLink,
): Option {
  const value = valueInWords(texts, facts, { [part]: inherited[part].value });
  const source = sourceInWords(texts, facts, { source: inherited[part].source, item: item?.id });
  return { value: '', text: texts.t('deepLinks.inherit', { value, source }) };
}

function protectOptions({ t }: Texts): readonly Option[] {
  return [
    { value: 'none', text: t('setting.anyProtector') },
    { value: 'set', text: t('deepLinks.ticked') },
    { value: 'key', text: t('deepLinks.wordClosed') },
  ];
}

function exitOptions({ t }: Texts): readonly Option[] {
  return [
    { value: 'lms', text: t('settingExit.lms') },
    { value: 'none', text: t('settingExit.none') },
    { value: 'address', text: t('deepLinks.ownAddress') },
  ];
}

function menuOptions({ t }: Texts, facts: OpenSetting['facts']): readonly Option[] {
  const own = facts.menus.map(({ number, name }) => ({
    value: String(number),
    text: t('setting.menu', { name, number }),
  }));
  return [{ value: '0', text: t('setting.standardMenu') }, ...own];
}

/** Those that may be named, and those that are named though they are gone. */
function ticksOf({ t }: Texts, { open: { facts, stored }, values }: Typed): readonly ProtectorTick[] {
  const { protect } = stored?.parts ?? {};
  const near = facts.protectors.map(({ ref }) => ref);
  const gone =
    protect?.kind === 'protectors'
      ? protect.refs.filter((ref) => !near.some((one) => refWord(one) === refWord(ref)))
      : [];
  return [...near, ...gone].map((ref) => ({
    value: refWord(ref),
    text: protectorInWords(t, facts, ref),
    ticked: values.protectors.includes(refWord(ref)),
  }));
}
