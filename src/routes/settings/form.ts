import { journalDaysLimits, usualJournalDays } from '../../model/journalKeeping.ts';
import { characterKinds } from '../../model/secretRules.ts';
import type { SettingsFault } from '../../services/settings/domainSettings.ts';
import type { DomainSettings } from '../../storage/domainStore.ts';
import type { Texts } from '../../web/texts.ts';
import { type Field, type FieldFault, type FieldPlan, fieldOf } from '../formFields.ts';

export const settingsFields = [
  'title',
  'timeZone',
  'trustUsernames',
  'mayStrand',
  'minLength',
  'maxLength',
  'lower',
  'upper',
  'digit',
  'special',
  'journalDays',
  'mark',
  'confirmPassword',
] as const;

export type SettingsValues = Readonly<Record<(typeof settingsFields)[number], string>>;

/** What the form shows of settings. */
export function valuesOf(settings: DomainSettings, mark: string): SettingsValues {
  const { title, timeZone, trustUsernames, secretRules, journalDays } = settings;
  const tick = (kind: (typeof characterKinds)[number]) => (secretRules.require.includes(kind) ? 'on' : '');
  return {
    title,
    timeZone,
    trustUsernames: trustUsernames ? 'on' : '',
    mayStrand: '',
    minLength: String(secretRules.minLength),
    maxLength: String(secretRules.maxLength),
    lower: tick('lower'),
    upper: tick('upper'),
    digit: tick('digit'),
    special: tick('special'),
    journalDays: journalDays === undefined ? '' : String(journalDays),
    mark,
    confirmPassword: '',
  };
}

/** The settings that were typed; a number that is none becomes NaN, which is a fault of its field. */
export function settingsFrom(values: SettingsValues): DomainSettings {
  return {
    title: values.title.trim(),
    timeZone: values.timeZone,
    trustUsernames: values.trustUsernames === 'on',
    secretRules: {
      minLength: wholeNumber(values.minLength),
      maxLength: wholeNumber(values.maxLength),
      require: characterKinds.filter((kind) => values[kind] === 'on'),
    },
    journalDays: values.journalDays.trim() === '' ? undefined : wholeNumber(values.journalDays),
  };
}

function wholeNumber(text: string): number {
  return /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : Number.NaN;
}

const places: Readonly<Record<SettingsFault, readonly [keyof SettingsValues, string]>> = {
  'no-title': ['title', 'form.missing'],
  'long-title': ['title', 'settings.longTitle'],
  'time-zone': ['timeZone', 'settings.badZone'],
  'journal-days': ['journalDays', 'settings.badJournalDays'],
  'min-length': ['minLength', 'settings.badLength'],
  'max-length': ['maxLength', 'settings.badLength'],
  'min-over-max': ['minLength', 'settings.minOverMax'],
  'unknown-kind': ['special', 'settings.badLength'],
  'repeated-kind': ['special', 'settings.badLength'],
  'too-many-kinds': ['maxLength', 'settings.tooManyKinds'],
};

export function wordsOf(faults: readonly SettingsFault[], { t }: Texts): readonly FieldFault[] {
  return faults.map((fault) => {
    const [field, key] = places[fault];
    return { field, text: t(key, { ...journalDaysLimits }) };
  });
}

export interface SettingsFields {
  readonly general: readonly Field[];
  readonly trust: readonly Field[];
  readonly secrets: readonly Field[];
  readonly keeping: readonly Field[];
}

export function fieldsOf(
  values: SettingsValues,
  faults: readonly FieldFault[],
  { t }: Texts,
): SettingsFields {
  const field = (plan: FieldPlan) => fieldOf(plan, { values, faults });
  const zones = Intl.supportedValuesOf('timeZone');
  // One that this engine does not list (an old name) stays choosable while it is set.
  const all = ['UTC', ...zones.filter((zone) => zone !== 'UTC')];
  const listed = values.timeZone === '' || all.includes(values.timeZone) ? all : [values.timeZone, ...all];
  const options = listed.map((zone) => ({ value: zone, text: zone.replaceAll('_', ' ') }));
  return {
    general: [
      field({ name: 'title', label: t('settings.title'), required: true }),
      field({
        name: 'timeZone',
        label: t('settings.timeZone'),
        hint: t('settings.timeZoneHint'),
        type: 'select',
        options,
      }),
    ],
    trust: [
      field({
        name: 'trustUsernames',
        label: t('settings.trust'),
        hint: t('settings.trustHint'),
        type: 'tick',
      }),
      ...(faults.some((fault) => fault.field === 'mayStrand')
        ? [field({ name: 'mayStrand', label: t('settings.mayStrand'), type: 'tick' })]
        : []),
    ],
    secrets: [
      field({ name: 'minLength', label: t('settings.minLength'), type: 'number', required: true }),
      field({ name: 'maxLength', label: t('settings.maxLength'), type: 'number', required: true }),
      field({ name: 'lower', label: t('settings.lower'), type: 'tick' }),
      field({ name: 'upper', label: t('settings.upper'), type: 'tick' }),
      field({ name: 'digit', label: t('settings.digit'), type: 'tick' }),
      field({ name: 'special', label: t('settings.special'), type: 'tick' }),
    ],
    keeping: [
      field({
        name: 'journalDays',
        label: t('settings.journalDays'),
        hint: t('settings.journalDaysHint', { usual: usualJournalDays, ...journalDaysLimits }),
        type: 'number',
      }),
    ],
  };
}
