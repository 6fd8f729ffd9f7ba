import { nonceLifetimeLimits, type ProtectorLevel, relaunchModes } from '../../model/protector.ts';
import { isEditableInLms, usernameParameters } from '../../model/usernameParameters.ts';
import type { Texts } from '../../web/texts.ts';
import { type Field, type FieldFault, type FieldPlan, fieldOf, type Option } from '../formFields.ts';
import { ownName, type ProtectorValues, typeOfDate } from './form.ts';
import type { FieldGroup } from './pages.ts';

export interface FormFacts {
  readonly values: ProtectorValues;
  readonly faults: readonly FieldFault[];
  readonly level: ProtectorLevel;
  /** Undefined for a protector that is being made. */
  readonly running?: number | undefined;
  /** Launches of the last days whose user came as somebody else than before. */
  readonly remembered?: number | undefined;
}

/** The form's fields in the order of the page. */
export function groupsOf(
  { values, faults, level, running, remembered }: FormFacts,
  texts: Texts,
): readonly FieldGroup[] {
  const { t } = texts;
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  const isNew = running === undefined;
  const group = (title: string, lede: string, fields: readonly Field[], mayFold = false): FieldGroup => ({
    title,
    lede,
    fields,
    folded: mayFold && fields.every(({ fault }) => fault === ''),
  });
  const open = [
    field({ name: 'name', label: t('protectors.name'), hint: t('protectors.nameHint'), required: true }),
    field({
      name: 'key',
      label: t('protectors.key'),
      hint: t(isNew ? 'protectors.keyHintNew' : 'protectors.keyHint'),
      required: !isNew,
    }),
  ];
  return [
    group('', '', open),
    group(
      t('protectors.identityTitle'),
      t('protectors.identityLede'),
      identityFields({ values, faults, level }, texts),
    ),
    group(
      t('protectors.timesTitle'),
      t('protectors.timesLede'),
      timeFields({ values, faults, running }, texts),
    ),
    group(t('protectors.moreTitle'), '', moreFields({ values, faults, remembered }, texts), true),
  ];
}

type Shown = Pick<FormFacts, 'values' | 'faults'>;

function identityFields(
  { values, faults, level }: Shown & Pick<FormFacts, 'level'>,
  { t }: Texts,
): readonly Field[] {
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  const parameters: readonly Option[] = [
    ...usernameParameters.map((name) => ({
      value: name,
      text: isEditableInLms(name) ? t('protectors.editableName', { name }) : name,
    })),
    { value: ownName, text: t('protectors.ownName') },
  ];
  const fields = [
    field({
      name: 'useIdentity',
      label: t('protectors.useIdentity'),
      type: 'radios',
      options: [
        { value: 'no', text: t('protectors.identityNo'), hint: t('protectors.identityNoHint') },
        { value: 'yes', text: t('protectors.identityYes'), hint: t('protectors.identityYesHint') },
      ],
    }),
    field({
      name: 'parameter',
      label: t('protectors.parameter'),
      hint: t('protectors.parameterHint'),
      type: 'select',
      options: parameters,
    }),
    field({ name: 'otherParameter', label: t('protectors.otherParameter') }),
    field({
      name: 'fallbackParameter',
      label: t('protectors.fallback'),
      hint: t('protectors.fallbackHint'),
    }),
    field({
      name: 'transform',
      label: t('protectors.transform'),
      type: 'radios',
      options: [
        { value: 'none', text: t('protectors.transformNone') },
        { value: 'lower', text: t('protectors.transformLower') },
        { value: 'strip', text: t('protectors.transformStrip') },
      ],
    }),
    field({ name: 'ending', label: t('protectors.ending'), hint: t('protectors.endingHint') }),
    field({
      name: 'otherwise',
      label: t('protectors.otherwise'),
      type: 'radios',
      options: [
        { value: 'login', text: t('protectors.otherwiseLogin') },
        { value: 'stop', text: t('protectors.otherwiseStop') },
      ],
    }),
  ];
  const editable = field({
    name: 'acceptsEditable',
    label: t('protectors.acceptsEditable'),
    hint: t('protectors.acceptsEditableHint'),
    type: 'tick',
  });
  const passwordless = field({
    name: 'acceptsPasswordless',
    label: t('protectors.acceptsPasswordless'),
    type: 'tick',
  });
  const asksPasswordless = passwordless.fault !== '' || passwordless.value === 'on';
  // Asked for where it matters only.
  const asksEditable = level === 'domain' && (editable.fault !== '' || editable.value === 'on');
  return [...fields, ...(asksEditable ? [editable] : []), ...(asksPasswordless ? [passwordless] : [])];
}

function timeFields(
  { values, faults, running }: Shown & Pick<FormFacts, 'running'>,
  { t }: Texts,
): readonly Field[] {
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  const enabled = field({
    name: 'enabled',
    label: t('protectors.enabled'),
    hint: t('protectors.enabledHint'),
    type: 'tick',
  });
  const endSessions = field({
    name: 'endSessions',
    label: t('protectors.endSessions', { count: running ?? 0 }),
    hint: t('protectors.endSessionsHint'),
    type: 'tick',
  });
  return [
    ...(running === undefined ? [] : [enabled, ...(running > 0 ? [endSessions] : [])]),
    field({ name: 'validFrom', label: t('protectors.validFrom'), type: typeOfDate(values.validFrom) }),
    field({
      name: 'validUntil',
      label: t('protectors.validUntil'),
      hint: t('protectors.validUntilHint'),
      type: typeOfDate(values.validUntil),
    }),
  ];
}

function moreFields(
  { values, faults, remembered }: Shown & Pick<FormFacts, 'remembered'>,
  { t }: Texts,
): readonly Field[] {
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  return [
    field({
      name: 'nonceLifetime',
      label: t('protectors.lifetime'),
      hint: t('protectors.lifetimeHint', { ...nonceLifetimeLimits }),
      type: 'number',
      required: true,
    }),
    field({
      name: 'rememberUsers',
      label: t('protectors.remember'),
      hint:
        remembered === undefined
          ? t('protectors.rememberHint')
          : `${t('protectors.rememberHint')} ${t('protectors.remembered', { count: remembered })}`,
      type: 'select',
      options: [
        { value: 'off', text: t('protectors.rememberOff') },
        { value: 'warn', text: t('protectors.rememberWarn') },
        { value: 'enforce', text: t('protectors.rememberEnforce') },
      ],
    }),
    field({
      name: 'relaunch',
      label: t('protectors.relaunch'),
      hint: t('protectors.relaunchHint'),
      type: 'select',
      options: relaunchModes.map((mode) => ({ value: mode, text: t(`protectorRelaunch.${mode}`) })),
    }),
  ];
}
