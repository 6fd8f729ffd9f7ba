import type { CheckMode, ProtectorRef } from '../../model/protector.ts';
import type { PlaceDeed, PlaceFault } from '../../services/shortUrls/changePlaces.ts';
import { mostPlaces } from '../../services/shortUrls/changePlaces.ts';
import type { LinkPlaces } from '../../services/shortUrls/linkPlaces.ts';
import type { Texts } from '../../web/texts.ts';
import { type Field, type FieldFault, fieldOf } from '../formFields.ts';

export const placeFields = ['deed', 'mark', 'protector', 'context', 'resource', 'mode', 'confirmed'] as const;

export type PlaceValues = Readonly<Record<(typeof placeFields)[number], string>>;

/** Ids of the list are taken as they are, to the last blank; typed ones lose what was pasted along. */
export function deedFrom(values: PlaceValues): PlaceDeed {
  const { deed, mode, confirmed } = values;
  if (deed === 'check') return { kind: 'check', mode: modeFrom(mode), confirmed: confirmed === 'on' };
  const isTyped = deed === 'type';
  const context = isTyped ? values.context.trim() : values.context;
  const resource = isTyped ? values.resource.trim() : values.resource;
  const resourceLinkId = deed === 'whole' || resource === '' ? undefined : resource;
  return { kind: 'approve', protector: refFrom(values.protector), contextId: context, resourceLinkId };
}

/** A strength that is none of the three is read as the strictest. */
function modeFrom(word: string): CheckMode {
  return word === 'off' || word === 'warn' ? word : 'enforce';
}

function refFrom(word: string): ProtectorRef | undefined {
  const [, level, number] = /^(domain|course):([1-9]\d{0,9})$/.exec(word) ?? [];
  if (level !== 'domain' && level !== 'course') return undefined;
  return { level, number: Number(number) };
}

const fieldOfFault: Readonly<Record<PlaceFault, string>> = {
  'no-protector': 'protector',
  'no-context': 'context',
  'bad-context': 'context',
  'bad-link': 'resource',
  'too-many': 'context',
  'none-approved': 'mode',
  unconfirmed: 'confirmed',
};

export function faultsInWords({ t }: Texts, faults: readonly PlaceFault[]): readonly FieldFault[] {
  return faults.map((fault) => ({
    field: fieldOfFault[fault],
    text: t(`placeFault.${fault}`, { most: mostPlaces }),
  }));
}

export interface Filled {
  /** Undefined: nothing was typed. */
  readonly values: PlaceValues | undefined;
  readonly faults: readonly FieldFault[];
}

/** To approve a place that no launch has shown yet. */
export function typedFields(
  { t }: Texts,
  { protectors }: LinkPlaces,
  { values, faults }: Filled,
): readonly Field[] {
  const shown = values?.deed === 'check' || values === undefined ? {} : values;
  const options = protectors.map(({ level, number, name }) => ({
    value: `${level}:${number}`,
    text: level === 'domain' ? t('linkPlaces.ofDomain', { name }) : name,
  }));
  return [
    fieldOf(
      { name: 'protector', label: t('linkPlaces.protector'), type: 'select', options },
      { values: shown, faults },
    ),
    fieldOf(
      { name: 'context', label: t('linkPlaces.context'), hint: t('linkPlaces.contextHint') },
      { values: shown, faults },
    ),
    fieldOf(
      { name: 'resource', label: t('linkPlaces.resource'), hint: t('linkPlaces.resourceHint') },
      { values: shown, faults },
    ),
  ];
}

/** What becomes of launches from elsewhere; `enforce` only with a tick below what it would have refused. */
export function checkFields(
  { t }: Texts,
  { link, weeks: { good, wouldRefuse } }: LinkPlaces,
  { values, faults }: Filled,
): readonly Field[] {
  const typed = values?.deed === 'check' ? values : undefined;
  const shown = { mode: typed ? modeFrom(typed.mode) : link.placeCheck, confirmed: typed?.confirmed ?? '' };
  const options = (['off', 'warn', 'enforce'] as const).map((mode) => ({
    value: mode,
    text: t(`placeCheck.${mode}`),
    hint: t(`placeCheckHint.${mode}`),
  }));
  const mode = fieldOf(
    { name: 'mode', label: t('linkPlaces.mode'), type: 'radios', options },
    { values: shown, faults },
  );
  if (link.placeCheck === 'enforce') return [mode];
  const label = t('linkPlaces.confirmed', { count: wouldRefuse, good });
  return [mode, fieldOf({ name: 'confirmed', label, type: 'tick' }, { values: shown, faults })];
}
